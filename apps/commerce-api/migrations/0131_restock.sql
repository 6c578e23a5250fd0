-- expand
-- Members who wait for a pair of a SKU that is sold out, in the order in which they joined. A pair that comes back is held for the first of them by
-- the statement that brings it back, whichever it is: a held pair is a reserved one, so that every rule of stock holds for it as well. A
-- statement that changes places has locked their SKU before. The sequence is drawn under that lock, so that ids are in the order of the line.
create table restock_places (
  id bigint generated always as identity primary key,
  sku_id bigint not null references skus (id),
  member_id bigint not null references members (id),
  state text not null default 'WAITING' check (state in ('WAITING', 'HELD', 'BOUGHT', 'EXPIRED', 'LEFT')),
  joined_at timestamptz(3) not null default clock_timestamp(),
  -- For how long a pair will be held.
  hold_ms integer not null check (hold_ms > 0),
  -- Of the pair that is, or was, held; null: none was.
  held_until timestamptz(3),
  announced_at timestamptz(3),
  ended_at timestamptz(3),
  constraint restock_places_until check (
    (state <> 'WAITING' or held_until is null) and (state not in ('HELD', 'BOUGHT') or held_until is not null)),
  constraint restock_places_end check ((state in ('WAITING', 'HELD')) = (ended_at is null))
);
create unique index restock_places_open on restock_places (sku_id, member_id) where state in ('WAITING', 'HELD');
create index restock_places_line on restock_places (sku_id, id) where state = 'WAITING';
create index restock_places_due on restock_places (held_until) where state = 'HELD';
create index restock_places_untold on restock_places (id) where state = 'HELD' and announced_at is null;
create index restock_places_member on restock_places (member_id, id);
create index restock_places_ended on restock_places (ended_at) where ended_at is not null;

-- Rows of restock_places that are WAITING: known where the SKU is read, and without a look-up where nobody waits.
alter table skus add column waiting integer not null default 0 constraint skus_waiting check (waiting >= 0);

-- Holds what is available for the first in line. The queries of a function see what was committed before it got the lock of the row. While a product
-- is not on sale its lines wait.
create function hold_returned_pairs() returns trigger language plpgsql as $$
declare
  held integer;
begin
  if not exists (select from products where id = new.product_id and status = 'PUBLISHED') then
    return new;
  end if;
  with first as (
    select id from restock_places where sku_id = new.id and state = 'WAITING' order by id
    limit new.stock - new.reserved - new.allocated
  ), holding as (
    update restock_places set state = 'HELD', held_until = clock_timestamp() + hold_ms * interval '1 millisecond'
    from first where restock_places.id = first.id
    returning restock_places.id
  )
  select count(*) into held from holding;
  new.reserved := new.reserved + held;
  new.waiting := new.waiting - held;
  return new;
end $$;
create trigger skus_hold_returned before update of stock, reserved, allocated, removed_at on skus
  for each row when (new.waiting > 0 and new.removed_at is null and new.stock > new.reserved + new.allocated)
  execute function hold_returned_pairs();

-- A size that is removed has no line: nobody has to wait for a hold to end before it can be removed.
create function end_line_of_removed_sku() returns trigger language plpgsql as $$
declare
  held integer;
begin
  select count(*) into held from restock_places where sku_id = new.id and state = 'HELD';
  update restock_places set state = 'EXPIRED', ended_at = clock_timestamp()
  where sku_id = new.id and state in ('WAITING', 'HELD');
  new.reserved := new.reserved - held;
  new.waiting := 0;
  return new;
end $$;
create trigger skus_removed before update of removed_at on skus
  for each row when (old.removed_at is null and new.removed_at is not null)
  execute function end_line_of_removed_sku();

-- A product that is on sale again: its lines get what came back meanwhile, and no buyer may be faster. One that is removed has no lines; its holds
-- are due at once. Skus are locked first, so that what others bring back at the same moment is either seen here or handed out by them.
create function follow_product_in_line() returns trigger language plpgsql as $$
begin
  perform from skus where product_id = new.id and waiting > 0 order by id for no key update;
  if new.status = 'PUBLISHED' then
    with moved as (
      update skus set reserved = reserved
      where product_id = new.id and waiting > 0 and removed_at is null and stock > reserved + allocated
      returning id, product_id, stock - reserved - allocated as available
    )
    insert into outbox (type, version, key, data)
    select 'stock.changed', 1, 'sku:' || id,
      jsonb_build_object('skuId', id, 'productId', product_id, 'available', available)
    from moved where available = 0;
  else
    update restock_places set state = 'EXPIRED', ended_at = clock_timestamp()
    where state = 'WAITING' and sku_id in (select id from skus where product_id = new.id);
    update skus set waiting = 0 where product_id = new.id and waiting > 0;
    update restock_places set held_until = least(held_until, clock_timestamp())
    where state = 'HELD' and sku_id in (select id from skus where product_id = new.id);
  end if;
  return null;
end $$;
create trigger products_in_line after update of status on products
  for each row when (old.status <> new.status and new.status in ('PUBLISHED', 'REMOVED'))
  execute function follow_product_in_line();

-- Who withdraws or is suspended leaves all lines; what was held for them is due at once.
create function leave_lines_of_inactive_member() returns trigger language plpgsql as $$
begin
  perform from skus
  where id in (select sku_id from restock_places where member_id = new.id and state in ('WAITING', 'HELD'))
  order by id for no key update;
  update skus set waiting = waiting - 1
  where id in (select sku_id from restock_places where member_id = new.id and state = 'WAITING');
  update restock_places set state = 'LEFT', ended_at = clock_timestamp()
  where member_id = new.id and state = 'WAITING';
  update restock_places set held_until = least(held_until, clock_timestamp())
  where member_id = new.id and state = 'HELD';
  return null;
end $$;
create trigger members_leave_lines after update of status on members
  for each row when (old.status = 'ACTIVE' and new.status <> 'ACTIVE')
  execute function leave_lines_of_inactive_member();

-- A mail that tells whose turn it is.
alter table mails
  add column restock_place_id bigint,
  drop constraint mails_kind_check,
  add constraint mails_kind_check check (
    kind in ('RESET_PASSWORD', 'VERIFY_EMAIL', 'CHANGE_EMAIL', 'EMAIL_CHANGED', 'RESTOCK_HELD')),
  add constraint mails_of_place check ((kind = 'RESTOCK_HELD') = (restock_place_id is not null));
