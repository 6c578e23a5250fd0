-- expand
-- What members have looked at, liked, put into the cart and bought, as far as recommendations need it: the newest products of each member, deleted
-- after a time and when the member withdraws. Scores as those of 0125_popularity.sql: nothing is decayed.
create table member_interests (
  member_id bigint not null,
  product_id bigint not null,
  -- That of the heaviest act: a view 1, a like or a cart 5, a purchase 20.
  weight smallint not null,
  score double precision not null,
  acted_at timestamptz(3) not null,
  primary key (member_id, product_id)
) with (fillfactor = 80);
create index member_interests_old on member_interests (acted_at);

-- Acts that wait to be counted: a row of their own each, so that no statement of a member waits for another.
create table interest_changes (
  id bigint generated always as identity primary key,
  member_id bigint not null,
  product_id bigint not null,
  weight smallint not null,
  at timestamptz not null default now()
);
create index interest_changes_member on interest_changes (member_id);

-- Products that the same members were interested in, in both directions; nothing of it says who. The best of each product stay.
create table product_pairs (
  product_id bigint not null,
  other_id bigint not null,
  members integer not null,
  score double precision not null,
  primary key (product_id, other_id)
) with (fillfactor = 80);

-- Triggers, since the release before this one sells and likes too.
create function note_liked() returns trigger language plpgsql as $$
begin
  insert into interest_changes (member_id, product_id, weight) values (new.member_id, new.product_id, 5);
  return null;
end $$;
create trigger product_likes_noted after insert on product_likes for each row execute function note_liked();

-- A guest is nobody.
create function note_in_cart() returns trigger language plpgsql as $$
begin
  insert into interest_changes (member_id, product_id, weight)
  select member_id, product_id, 5 from carts, skus
  where carts.id = new.cart_id and member_id is not null and skus.id = new.sku_id;
  return null;
end $$;
create trigger cart_lines_noted after insert on cart_lines for each row execute function note_in_cart();

create function note_bought() returns trigger language plpgsql as $$
begin
  insert into interest_changes (member_id, product_id, weight)
  select distinct new.member_id, product_id, 20 from order_items where order_id = new.id and replaces is null;
  return null;
end $$;
create trigger orders_noted after update of paid_at on orders
  for each row when (old.paid_at is null and new.paid_at is not null) execute function note_bought();
create trigger orders_noted_at_once after insert on orders
  for each row when (new.paid_at is not null) execute function note_bought();

create function forget_interests() returns trigger language plpgsql as $$
begin
  delete from interest_changes where member_id = new.id;
  delete from member_interests where member_id = new.id;
  return null;
end $$;
create trigger members_forget_interests after update of status on members
  for each row when (old.status <> new.status and new.status = 'WITHDRAWN') execute function forget_interests();

insert into interest_changes (member_id, product_id, weight, at)
select member_id, product_id, 20, paid_at from (
  select distinct on (order_id, product_id) member_id, product_id, paid_at
  from orders join order_items on order_items.order_id = orders.id
  where paid_at > now() - interval '60 days' and replaces is null
) as bought
union all select member_id, product_id, 5, liked_at from product_likes where liked_at > now() - interval '60 days';
