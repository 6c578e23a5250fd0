import type { Sql } from '@munova/database'
import { copyRows } from '../database/copy.ts'
import { type Draw, drawOrders, type TradeScope } from './draw-orders.ts'

const COLUMNS = {
  n: ({ n }: Draw) => n,
  buyer_id: ({ buyer }: Draw) => buyer,
  product_id: ({ productId }: Draw) => productId,
  pick: ({ pick }: Draw) => pick,
  quantity: ({ quantity }: Draw) => quantity,
  placed_at: ({ placed }: Draw) => placed,
  rating: ({ review }: Draw) => review?.rating ?? null,
  fit: ({ fit }: Draw) => fit,
  text: ({ review }: Draw) => review?.text ?? null,
  is_wrong_size: ({ isWrongSize }: Draw) => isWrongSize,
}

/**
 * Orders of one line each, paid and delivered; half of the lines have a review, and some come back. How shoes fit follows the brand. Rows pass
 * through the states that the tables' triggers know.
 */
export async function fillTrade(sql: Sql, scope: TradeScope): Promise<void> {
  await sql`
    create temporary table drawn (n bigint, buyer_id bigint, product_id bigint, pick double precision, quantity smallint,
      placed_at timestamptz, rating smallint, fit smallint, text text, is_wrong_size boolean)`
  await copyRows(sql, 'drawn', COLUMNS, drawOrders(scope))
  await sql`
    create temporary table bought as
    select drawn.*, skus.id as sku_id, skus.size_mm, product_colors.name as color_name, products.seller_id, products.price,
      products.name as product_name, products.list_price,
      (select url from product_images where product_images.product_id = products.id and position = 1) as image_url
    from drawn join products on products.id = drawn.product_id cross join lateral (
      select array_agg(id order by id) as ids from skus where skus.product_id = products.id
    ) as choice
    join skus on skus.id = choice.ids[1 + floor(pick * cardinality(choice.ids))::int]
    join product_colors on product_colors.id = skus.color_id
    where products.published_at < placed_at`
  await sql`alter table bought add primary key (n)`
  await sql`analyze bought`
  await placeAndPay(sql)
  await deliver(sql)
  await writeReviews(sql)
  await sendBack(sql)
  await sql`drop table drawn, bought`
}

async function placeAndPay(sql: Sql): Promise<void> {
  await sql`
    insert into orders (id, number, member_id, items_total, discount, total, from_cart, recipient, phone, postcode, line1,
      line2, note, placed_at, expires_at) overriding system value
    select n, to_char(placed_at, 'YYMMDD') || '-' || lpad(n::text, 10, '0'), buyer_id, price * quantity, 0, price * quantity, false,
      members.name, '010-0000-0000', '04524', '서울특별시 중구 세종대로 110', '', '', placed_at, placed_at + interval '10 minutes'
    from bought join members on members.id = buyer_id order by n`
  await sql`
    insert into order_items (id, order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
      unit_price, quantity, discount, list_price) overriding system value
    select n, n, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url, price, quantity, 0, list_price
    from bought order by n`
  await sql`
    insert into buyers (member_id, placings) select buyer_id, count(*) from bought group by buyer_id order by buyer_id
    on conflict (member_id) do update set placings = buyers.placings + excluded.placings`
  await sql`
    insert into payments (id, order_id, payment_key, amount, requested_at, check_at) overriding system value
    select n, n, 'seed-' || n, price * quantity, placed_at, null from bought order by n`
  await sql`update orders set status = 'CONFIRMING'`
  await sql`
    update payments set status = 'DONE', method = '카드', approved_at = requested_at + interval '1 minute'`
  await sql`
    insert into ledger (order_id, payment_id, kind, amount, transaction_key, at)
    select order_id, id, 'CAPTURE', amount, payment_key, approved_at from payments order by id`
  await sql`
    update orders set status = 'PAID', paid = total, paid_at = placed_at + interval '1 minute', payment_id = id, revision = 2`
  await sql`update order_items set status = 'PAID'`
}

async function deliver(sql: Sql): Promise<void> {
  await sql`
    insert into shipments (id, order_id, seller_id, courier, tracking_number, shipped_at, delivered_at)
    overriding system value
    select n, n, seller_id, 'CJ', lpad(n::text, 12, '5'), placed_at + interval '1 day', placed_at + interval '3 days'
    from bought order by n`
  await sql`update order_items set status = 'SHIPPED', shipment_id = order_id`
  await sql`
    update order_items set status = 'DELIVERED', delivered_at = placed_at + interval '3 days' from bought where n = order_id`
  await sql`
    update order_items set status = 'CONFIRMED' from bought where n = order_id and not is_wrong_size`
}

async function writeReviews(sql: Sql): Promise<void> {
  await sql`
    insert into reviews (item_id, line_id, product_id, seller_id, author_id, color_name, size_mm, rating, text, fit,
      foot_length_mm, foot_width, created_at)
    select n, n, product_id, seller_id, buyer_id, color_name, size_mm, rating, text, fit,
      greatest(100, least(400, size_mm + 5 * fit)), (array['NARROW', 'REGULAR', 'REGULAR', 'WIDE'])[1 + n % 4],
      placed_at + interval '6 days'
    from bought where rating is not null order by n`
}

async function sendBack(sql: Sql): Promise<void> {
  await sql`
    update order_items set status = 'RETURN_REQUESTED' from bought where n = order_id and is_wrong_size`
  await sql`
    insert into returns (order_id, item_id, seller_id, kind, reason, note, requested_at, answer_by, product_id)
    select n, n, seller_id, 'RETURN', 'WRONG_SIZE', '', placed_at + interval '5 days', placed_at + interval '15 days', product_id
    from bought where is_wrong_size order by n`
  await sql`
    update returns set status = 'ACCEPTED', resolved_at = requested_at + interval '4 days'`
  await sql`update order_items set status = 'RETURNED' from bought where n = order_id and is_wrong_size`
  await sql`
    insert into refunds (order_id, payment_id, amount, cause, reason, requested_at, due_at)
    select order_id, payment_id, total, 'RETURN', '반품', resolved_at, resolved_at + interval '3 days'
    from returns join orders on orders.id = order_id order by order_id`
  await sql`update payments set refund_requested = payments.amount from refunds where payment_id = payments.id`
  await sql`
    insert into ledger (order_id, payment_id, kind, amount, transaction_key, at)
    select order_id, payment_id, 'CANCEL', amount, 'seed-refund-' || order_id, requested_at from refunds order by order_id`
  await sql`
    update payments set status = 'CANCELED', refunded = payments.amount from refunds where payment_id = payments.id`
  await sql`update orders set refunded = total from refunds where order_id = orders.id`
  await sql`update refunds set status = 'DONE', done_at = requested_at`
}
