-- expand
-- The SKUs of which a pair is available, for lists of a size. A row comes and goes only when a SKU sells out or is available again: an
-- index on the counts of `skus` would be written with each sale. One row for each SKU and not for each size, since two colours of a size may
-- sell out at the same moment.
create table skus_in_stock (
  size_mm smallint,
  product_id bigint,
  sku_id bigint,
  primary key (size_mm, product_id, sku_id)
);

create function follow_available_sku() returns trigger language plpgsql as $$
begin
  if new.removed_at is null and new.stock > new.reserved + new.allocated then
    insert into skus_in_stock (size_mm, product_id, sku_id) values (new.size_mm, new.product_id, new.id)
    on conflict do nothing;
  else
    delete from skus_in_stock
    where size_mm = new.size_mm and product_id = new.product_id and sku_id = new.id;
  end if;
  return null;
end $$;
create trigger skus_in_stock_update after update of stock, reserved, allocated, removed_at on skus
  for each row when (
    (old.removed_at is null and old.stock > old.reserved + old.allocated)
      <> (new.removed_at is null and new.stock > new.reserved + new.allocated))
  execute function follow_available_sku();

create function follow_inserted_skus() returns trigger language plpgsql as $$
begin
  insert into skus_in_stock (size_mm, product_id, sku_id)
  select size_mm, product_id, id from changed where removed_at is null and stock > reserved + allocated
  on conflict do nothing;
  return null;
end $$;
create trigger skus_in_stock_insert after insert on skus
  referencing new table as changed for each statement execute function follow_inserted_skus();

insert into skus_in_stock (size_mm, product_id, sku_id)
select size_mm, product_id, id from skus where removed_at is null and stock > reserved + allocated;

-- For lists by discount: how far the valid price is below the list price, in percent, rounded down.
alter table products add column discount_percent smallint not null generated always as (
  case when list_price > price then ((list_price - price)::bigint * 100 / list_price)::smallint else 0 end
) stored;
create index products_discount on products (discount_percent, id) where status = 'PUBLISHED';

create index products_on_sale on products (published_at, id) where status = 'PUBLISHED' and list_price is not null;
