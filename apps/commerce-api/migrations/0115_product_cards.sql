-- expand
-- What lists show of a product, as the JSON of the contract's ProductCard, so that a page of a list is one row for each product. It is
-- written by the statement that changes what it shows; likes are those that are counted. No index but the key: stock moves it.
create table product_cards (
  product_id bigint primary key,
  -- Without the sale.
  text text not null,
  -- While the sale runs; null without one.
  sale_text text,
  sale_from timestamptz(3),
  sale_until timestamptz(3)
) with (fillfactor = 80);

-- Of concurrent changes the last one sees all: it waits for the row, and reads afterwards. Rows are locked in the order of their ids, after
-- all other rows of the statement.
create function write_product_cards(ids bigint[]) returns void language plpgsql as $$
begin
  insert into product_cards (product_id, text)
  select distinct id, '' from unnest(ids) as id
  where not exists (select from product_cards where product_id = id) order by id
  on conflict do nothing;
  perform from product_cards where product_id = any(ids) order by product_id for update;
  with source as (
    select products.id, list_price, sale_price, sale_from, sale_until, lowest_price, coalesce(list_price, price) as usual_price,
      '{"id":' || products.id || ',"name":' || to_json(products.name)
        || ',"brand":{"id":' || brand_id || ',"name":' || to_json(brands.name)
        || '},"categoryId":' || category_id || ',"imageUrl":' || coalesce(to_json(image.url)::text, 'null')
        || ',"soldOut":' || (not exists (
          select from skus
          where skus.product_id = products.id and removed_at is null and stock > reserved + allocated))
        || ',"publishedAt":' || coalesce(to_json(to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text, 'null')
        || ',"likes":' || greatest(coalesce(like_counts.likes, 0), 0)
        || ',"rating":' || coalesce('{"average":' || round(rated.average, 1) || ',"reviews":' || rated.reviews || '}', 'null')
        as head
    from products join brands on brands.id = brand_id
      left join product_images as image on image.product_id = products.id and position = 1
      left join like_counts on like_counts.product_id = products.id
      left join lateral (
        select avg(rating) as average, count(*) as reviews from reviews
        where reviews.product_id = products.id and reviews.status = 'SHOWN'
      ) as rated on true
    where products.id = any(ids)
  ), made as (
    select id, sale_from, sale_until,
      head || ',"price":' || usual_price || ',"listPrice":' || usual_price || ',"sale":null}' as text,
      case when list_price is not null then
        head || ',"price":' || sale_price || ',"listPrice":' || list_price || ',"sale":{"until":'
          || to_json(to_char(sale_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          || ',"lowestPrice":' || coalesce(lowest_price, list_price) || '}}'
      end as sale_text
    from source
  )
  update product_cards set
    text = made.text, sale_text = made.sale_text, sale_from = made.sale_from, sale_until = made.sale_until
  from made
  where product_id = made.id and (product_cards.text, product_cards.sale_text, product_cards.sale_from)
    is distinct from (made.text, made.sale_text, made.sale_from);
end $$;

-- Triggers, since the release before this one writes these tables too, and so does the demo shop. For a statement and not for
-- each row, so that cards are locked in one order, and after the rows of product_search.
create function write_cards_of_new_products() returns trigger language plpgsql as $$
begin
  perform write_product_cards(array(select id from changed));
  return null;
end $$;
create trigger products_cards_insert after insert on products
  referencing new table as changed for each statement execute function write_cards_of_new_products();

create function write_cards_of_changed_products() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(
    select changed.id from changed join former using (id)
    where (changed.name, changed.brand_id, changed.category_id, changed.published_at, changed.price, changed.list_price,
        changed.sale_price, changed.sale_from, changed.sale_until, changed.lowest_price)
      is distinct from (former.name, former.brand_id, former.category_id, former.published_at, former.price, former.list_price,
        former.sale_price, former.sale_from, former.sale_until, former.lowest_price));
begin
  if ids <> '{}' then perform write_product_cards(ids); end if;
  return null;
end $$;
create trigger products_cards_update after update on products
  referencing old table as former new table as changed
  for each statement execute function write_cards_of_changed_products();

create function write_cards_of_changed_brands() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(
    select products.id from changed join former using (id) join products on brand_id = changed.id
    where changed.name <> former.name);
begin
  if ids <> '{}' then perform write_product_cards(ids); end if;
  return null;
end $$;
create trigger brands_cards_update after update on brands
  referencing old table as former new table as changed
  for each statement execute function write_cards_of_changed_brands();

create function write_cards_of_changed_rows() returns trigger language plpgsql as $$
begin
  perform write_product_cards(array(select distinct product_id from changed));
  return null;
end $$;
create trigger product_images_cards_insert after insert on product_images
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();
create trigger product_images_cards_update after update on product_images
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();
create trigger product_images_cards_delete after delete on product_images
  referencing old table as changed for each statement execute function write_cards_of_changed_rows();
create trigger skus_cards_insert after insert on skus
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();
create trigger like_counts_cards_insert after insert on like_counts
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();
create trigger like_counts_cards_update after update on like_counts
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();
create trigger reviews_cards_insert after insert on reviews
  referencing new table as changed for each statement execute function write_cards_of_changed_rows();

create function write_cards_of_changed_reviews() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(
    select distinct changed.product_id from changed join former using (id)
    where (changed.status, changed.rating) <> (former.status, former.rating));
begin
  if ids <> '{}' then perform write_product_cards(ids); end if;
  return null;
end $$;
create trigger reviews_cards_update after update on reviews
  referencing old table as former new table as changed
  for each statement execute function write_cards_of_changed_reviews();

-- Only where a SKU sells out or is available again.
create function write_cards_of_changed_stock() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(
    select distinct changed.product_id from changed join former using (id)
    where (changed.removed_at is null and changed.stock > changed.reserved + changed.allocated)
      <> (former.removed_at is null and former.stock > former.reserved + former.allocated));
begin
  if ids <> '{}' then perform write_product_cards(ids); end if;
  return null;
end $$;
create trigger skus_cards_update after update on skus
  referencing old table as former new table as changed
  for each statement execute function write_cards_of_changed_stock();

select write_product_cards(array(select id from products));

-- Lists of a category or a brand by discount walked the whole catalogue.
create index products_root_discount on products (root_category_id, discount_percent, id) where status = 'PUBLISHED';
create index products_leaf_discount on products (category_id, discount_percent, id) where status = 'PUBLISHED';
create index products_brand_discount on products (brand_id, discount_percent, id) where status = 'PUBLISHED';
