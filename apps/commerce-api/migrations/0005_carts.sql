-- expand
-- A cart is a member's, or belongs to whoever holds the token of which this is the SHA-256. Most changes of a cart
-- leave touched_on as it is, so that the update stays heap-only although the sweep's index has it.
create table carts (
  id bigint generated always as identity primary key,
  member_id bigint constraint carts_member_key unique references members (id),
  token_hash bytea constraint carts_token_key unique check (octet_length(token_hash) = 32),
  touched_on date not null default current_date,
  constraint carts_one_owner check ((member_id is null) <> (token_hash is null))
) with (fillfactor = 70);

create index carts_forgotten on carts (touched_on) where member_id is null;

-- No foreign key to skus: a SKU is never deleted, and each line would lock the row of a size that many want at once.
-- None that cascades to carts: a cart is deleted by statements that have seen each of its lines, or not at all.
create table cart_lines (
  cart_id bigint not null references carts (id),
  sku_id bigint not null,
  quantity integer not null check (quantity > 0),
  -- The price when the line was last set.
  price integer not null check (price >= 0),
  -- The order in the cart. Unique, so that of two new lines at once one is repeated and sees the other.
  place integer not null,
  added_at timestamptz(3) not null default now(),
  primary key (cart_id, sku_id),
  constraint cart_lines_place_key unique (cart_id, place)
) with (fillfactor = 70);
