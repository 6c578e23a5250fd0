-- expand
-- A sale: a lower price for a period. `price` is the price that is valid, for lists that are sorted by it; a job changes it
-- within seconds of the beginning and the end of a sale, and what is shown and charged is computed from the period. Without a
-- sale that is planned or runs, these columns are null and the list price is `price`.
alter table products
  add column list_price integer check (list_price between 0 and 100000000),
  add column sale_price integer check (sale_price >= 0),
  add column sale_from timestamptz(3),
  add column sale_until timestamptz(3),
  -- The lowest price of the 30 days before the sale began.
  add column lowest_price integer check (lowest_price >= 0),
  -- When the job has to change `price`: the beginning of the sale, then its end.
  add column price_changes_at timestamptz(3),
  add constraint products_sale check (
    num_nonnulls(list_price, sale_price, sale_from, sale_until, price_changes_at) in (0, 5)
    and (list_price is null or (sale_price < list_price and sale_from < sale_until))
    and (list_price is not null or lowest_price is null)
  );
create index products_price_changes on products (price_changes_at) where price_changes_at is not null;

-- The lowest of the prices of a product on sale in the shop that were replaced on a day in Korea: one row for a day, however
-- often the price changes, and 31 days of each product. The price that is valid is in `products`.
create table product_price_lows (
  product_id bigint not null references products (id),
  day date not null,
  price integer not null check (price >= 0),
  primary key (product_id, day)
);

-- The list price of one pair when the order was placed; null = its unit price.
alter table order_items add column list_price integer check (list_price >= 0);
