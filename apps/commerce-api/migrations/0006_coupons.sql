-- expand
-- A campaign gives out `quantity` coupons to whoever comes first between starts_at and ends_at, one to a member.
create table coupon_campaigns (
  id bigint generated always as identity primary key,
  name text not null check (char_length(name) between 1 and 100),
  kind text not null check (kind in ('FIXED', 'PERCENT')),
  amount integer check (amount between 1 and 100000000),
  percent smallint check (percent between 1 and 100),
  -- The most that a PERCENT coupon takes off.
  cap integer check (cap between 1 and 100000000),
  -- What the order's lines in scope must come to at least.
  minimum_order integer not null default 0 check (minimum_order between 0 and 100000000),
  quantity integer not null check (quantity between 1 and 10000000),
  issued integer not null default 0,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  -- A coupon can be used until then, or for valid_days after it was issued, whichever ends first.
  valid_until timestamptz(3) not null,
  valid_days smallint check (valid_days between 1 and 3650),
  scope text not null check (scope in ('ALL', 'CATEGORY', 'BRAND', 'PRODUCT')),
  -- A root category includes its leaves.
  category_id integer constraint coupon_campaigns_category_fkey references categories (id),
  brand_id bigint constraint coupon_campaigns_brand_fkey references brands (id),
  product_id bigint constraint coupon_campaigns_product_fkey references products (id),
  created_by bigint not null references members (id),
  created_at timestamptz(3) not null default now(),
  -- However the count is written, no coupon too many.
  constraint coupon_campaigns_issued check (issued between 0 and quantity),
  constraint coupon_campaigns_period check (starts_at < ends_at and ends_at <= valid_until),
  constraint coupon_campaigns_discount check (
    (kind = 'FIXED' and amount is not null and percent is null and cap is null)
    or (kind = 'PERCENT' and amount is null and percent is not null)
  ),
  constraint coupon_campaigns_scope check (
    (scope = 'CATEGORY') = (category_id is not null)
    and (scope = 'BRAND') = (brand_id is not null)
    and (scope = 'PRODUCT') = (product_id is not null)
  )
);

-- The list of what can be had now.
create index coupon_campaigns_end on coupon_campaigns (ends_at, id);

-- A member's coupon and the one order that it discounts. What may happen to it, each as one conditional update in
-- the statement that changes the order (apps/commerce-api/src/promotions/coupons/of-order.ts has them):
--   reserve   ISSUED   -> RESERVED          the order is placed; by its owner, while valid_until is to come
--   use       RESERVED -> USED              that order is paid
--   give back RESERVED -> ISSUED | EXPIRED  that order expired or was cancelled before it was paid
--   give back USED     -> ISSUED | EXPIRED  that order, paid, was cancelled as a whole
--   expire    ISSUED   -> EXPIRED           valid_until has come
-- An update that finds no row has been refused. Locks: the order first, then its coupon, then SKUs in id order;
-- campaigns are locked by issuing alone.
create table member_coupons (
  id bigint generated always as identity primary key,
  campaign_id bigint not null references coupon_campaigns (id),
  member_id bigint not null references members (id),
  status text not null default 'ISSUED' check (status in ('ISSUED', 'RESERVED', 'USED', 'EXPIRED')),
  -- An order has one coupon at most, and a coupon one order.
  order_id bigint constraint member_coupons_order_key unique,
  issued_at timestamptz(3) not null default now(),
  valid_until timestamptz(3) not null,
  used_at timestamptz(3),
  constraint member_coupons_once unique (campaign_id, member_id),
  constraint member_coupons_order check ((status in ('RESERVED', 'USED')) = (order_id is not null)),
  constraint member_coupons_used check ((status = 'USED') = (used_at is not null))
);

-- A member's own list.
create index member_coupons_member on member_coupons (member_id, id);
-- The expiry job.
create index member_coupons_expiry on member_coupons (valid_until) where status = 'ISSUED';
