-- expand
-- Which products have changed in what lists filter by, for processes that count them in memory. A transaction adds rows and never waits for
-- another one: products that are sold together are locked in no order of their own. It is read by what its reader's last snapshot did not
-- see, so that no commit is missed, however long its transaction has taken.
create table facet_changes (
  changed_by xid8 not null default pg_current_xact_id(),
  product_id bigint not null,
  changed_at timestamptz not null default now(),
  primary key (changed_by, product_id)
);

-- The latest transaction whose rows were deleted: who has not seen it reads all products anew.
create table facet_horizon (
  is_only boolean primary key default true check (is_only),
  deleted xid8 not null default '0'
);
insert into facet_horizon default values;

create function note_facets_of_product() returns trigger language plpgsql as $$
begin
  insert into facet_changes (product_id) values (new.id) on conflict do nothing;
  return null;
end $$;
create trigger products_facets_update
  after update of status, category_id, root_category_id, brand_id, price, list_price, sale_from, sale_until on products
  for each row when (
    (old.status = 'PUBLISHED' or new.status = 'PUBLISHED')
    and (old.status, old.category_id, old.root_category_id, old.brand_id, old.price, old.list_price, old.sale_from, old.sale_until)
      is distinct from
      (new.status, new.category_id, new.root_category_id, new.brand_id, new.price, new.list_price, new.sale_from, new.sale_until))
  execute function note_facets_of_product();

create function note_facets_of_new_products() returns trigger language plpgsql as $$
begin
  insert into facet_changes (product_id) select id from changed where status = 'PUBLISHED' on conflict do nothing;
  return null;
end $$;
create trigger products_facets_insert after insert on products
  referencing new table as changed for each statement execute function note_facets_of_new_products();

-- A row comes and goes when a SKU sells out or is available again.
create function note_facets_of_stock() returns trigger language plpgsql as $$
begin
  insert into facet_changes (product_id) select distinct product_id from changed on conflict do nothing;
  return null;
end $$;
create trigger skus_in_stock_facets_insert after insert on skus_in_stock
  referencing new table as changed for each statement execute function note_facets_of_stock();
create trigger skus_in_stock_facets_delete after delete on skus_in_stock
  referencing old table as changed for each statement execute function note_facets_of_stock();
