-- expand
-- A product that was on sale may be a draft again; it keeps the time at which it was first published.
alter table products
  drop constraint products_published,
  add constraint products_published check (status <> 'PUBLISHED' or published_at is not null);

-- A SKU is never deleted, since carts and orders refer to it. One that is removed has no stock; the release before this one shows it
-- as sold out.
alter table skus add column removed_at timestamptz(3);
