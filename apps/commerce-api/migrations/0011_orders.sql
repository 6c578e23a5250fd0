-- expand
-- `stock` is what is on hand. Of it `reserved` belongs to orders that are not paid yet, `allocated` to paid ones that have
-- not been shipped; the rest can be sold. However it is written, nothing is sold twice.
alter table skus
  add column reserved integer not null default 0,
  add column allocated integer not null default 0,
  add constraint skus_committed check (reserved >= 0 and allocated >= 0 and reserved + allocated <= stock);

create table addresses (
  id bigint generated always as identity primary key,
  member_id bigint not null references members (id),
  recipient text not null check (char_length(recipient) between 1 and 50),
  phone text not null check (phone ~ '^010-\d{4}-\d{4}$'),
  postcode text not null check (postcode ~ '^\d{5}$'),
  line1 text not null check (char_length(line1) between 1 and 100),
  line2 text not null check (char_length(line2) <= 100),
  created_at timestamptz(3) not null default now()
);
create index addresses_member on addresses (member_id, id);

-- Locks are taken in this order: order, its coupon, payment, SKUs in id order. Every change of an order, its items,
-- payments and returns updates the order's row and its revision, so whoever finds the revision it read has seen all.
create table orders (
  id bigint generated always as identity primary key,
  -- What the gateway knows the order by.
  number text not null constraint orders_number_key unique check (number ~ '^[0-9A-Z-]{6,64}$'),
  member_id bigint not null references members (id),
  status text not null default 'PENDING'
    check (status in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT', 'PAID', 'EXPIRED', 'CANCELLED')),
  revision integer not null default 1 check (revision > 0),
  items_total bigint not null check (items_total between 0 and 200000000000),
  discount bigint not null check (discount between 0 and items_total),
  total bigint not null,
  -- What has been captured and given back: also of payments that came when the order had ended.
  paid bigint not null default 0,
  refunded bigint not null default 0,
  coupon_id bigint references member_coupons (id),
  from_cart boolean not null,
  -- By which it became PAID (migration 0012).
  payment_id bigint,
  recipient text not null check (char_length(recipient) between 1 and 50),
  phone text not null check (phone ~ '^010-\d{4}-\d{4}$'),
  postcode text not null check (postcode ~ '^\d{5}$'),
  line1 text not null check (char_length(line1) between 1 and 100),
  line2 text not null check (char_length(line2) <= 100),
  note text not null check (char_length(note) <= 200),
  placed_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  paid_at timestamptz(3),
  constraint orders_total check (total = items_total - discount and total > 0),
  constraint orders_refunded check (refunded between 0 and paid),
  constraint orders_paid check (
    case
      when status = 'PAID' then paid_at is not null and payment_id is not null and paid >= total
      when status = 'CANCELLED' then true
      else paid_at is null
    end
  )
);
create index orders_member on orders (member_id, id);
create index orders_open on orders (member_id) where status = 'PENDING';
create index orders_waiting on orders (expires_at) where status = 'PENDING';

create trigger orders_transition before update of status on orders
  for each row when (old.status is distinct from new.status) execute function check_transition('order');
create trigger orders_first_status before insert on orders
  for each row when (new.status <> 'PENDING') execute function check_first_status('order', 'PENDING');

-- Pairs of one size that share one fate. When some of them are cancelled or returned the row keeps these, and the rest
-- becomes a row of its own (split_from). The pair that replaces an exchanged one takes over its price (replaces).
create table order_items (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  sku_id bigint not null references skus (id),
  product_id bigint not null,
  seller_id bigint not null,
  -- As they were when the order was placed.
  product_name text not null,
  color_name text not null,
  size_mm smallint not null,
  image_url text,
  unit_price integer not null check (unit_price >= 0),
  quantity smallint not null check (quantity between 1 and 20),
  discount bigint not null,
  status text not null default 'PENDING' check (
    status in ('PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CONFIRMED', 'CANCELLED', 'RETURN_REQUESTED', 'RETURNED',
      'EXCHANGE_REQUESTED', 'EXCHANGED')
  ),
  split_from bigint references order_items (id),
  replaces bigint constraint order_items_replaces_key unique references order_items (id),
  shipment_id bigint,
  delivered_at timestamptz(3),
  constraint order_items_discount check (discount between 0 and unit_price::bigint * quantity),
  constraint order_items_shipped check (
    (status in ('PENDING', 'PAID', 'CANCELLED')) = (shipment_id is null)
    and (status in ('PENDING', 'PAID', 'CANCELLED', 'SHIPPED')) = (delivered_at is null)
  )
);
create index order_items_order on order_items (order_id, id);
-- What a seller has to pack, and what becomes CONFIRMED by itself.
create index order_items_to_ship on order_items (seller_id, id) where status = 'PAID';
create index order_items_delivered on order_items (delivered_at) where status = 'DELIVERED';

create trigger order_items_transition before update of status on order_items
  for each row when (old.status is distinct from new.status) execute function check_transition('item');
create trigger order_items_first_status before insert on order_items
  for each row when (new.status <> 'PENDING' and new.split_from is null and new.replaces is null)
  execute function check_first_status('item', 'PENDING');
