-- expand
-- How much products are wanted: what was viewed, liked, bought and reviewed, each with a weight that halves every seven days. No row is ever
-- decayed: a change of today counts for more than the same of last week, twice as much, so that the order of the scores is right at any moment.
-- With that a double lasts until 2045.
create function popularity_weight(weight real, at timestamptz) returns double precision
  language sql immutable strict parallel safe
  return weight * 2 ^ (extract(epoch from at - timestamptz '2026-01-01T00:00:00Z') / (7 * 86400))::double precision;

-- What lists are sorted by: eight steps for a doubling, so that it changes rarely. Seven days are a doubling, too.
create function popularity_step(score double precision) returns smallint language sql immutable strict parallel safe
  return case when score < 1 then 0 else 1 + floor(8 * ln(score) / ln(2)) end;

create table product_scores (
  product_id bigint primary key,
  -- Below 0 for a moment, when a like that was taken back is counted first.
  score double precision not null,
  -- The step that lists are sorted by, and whether the score has another one by now.
  placed smallint not null default 0,
  is_moved boolean not null
) with (fillfactor = 70);
create index product_scores_moved on product_scores (product_id) where is_moved;

-- What statements of members add to a score: a row of their own each, so that nobody waits for the row of a product that all want.
create table score_changes (
  id bigint generated always as identity primary key,
  product_id bigint not null,
  weight real not null,
  at timestamptz not null default now()
);

alter table products add column popularity smallint not null default 0;
create index products_popular on products (popularity, id) where status = 'PUBLISHED';
create index products_root_popular on products (root_category_id, popularity, id) where status = 'PUBLISHED';
create index products_leaf_popular on products (category_id, popularity, id) where status = 'PUBLISHED';
create index products_brand_popular on products (brand_id, popularity, id) where status = 'PUBLISHED';

-- Triggers, since the release before this one sells and likes too. Once per order and product, however many pairs.
create function add_sold_scores() returns trigger language plpgsql as $$
begin
  insert into score_changes (product_id, weight)
  select distinct product_id, 20 from order_items where order_id = new.id and replaces is null;
  return null;
end $$;
create trigger orders_scored after update of paid_at on orders
  for each row when (old.paid_at is null and new.paid_at is not null) execute function add_sold_scores();

-- One that costs nothing is paid when it is placed.
create trigger orders_scored_at_once after insert on orders
  for each row when (new.paid_at is not null) execute function add_sold_scores();

create function add_like_score() returns trigger language plpgsql as $$
begin
  insert into score_changes (product_id, weight) values (new.product_id, 5);
  return null;
end $$;
create trigger product_likes_scored after insert on product_likes for each row execute function add_like_score();

-- Exactly what the like had added.
create function take_like_score() returns trigger language plpgsql as $$
begin
  insert into score_changes (product_id, weight, at) values (old.product_id, -5, old.liked_at);
  return null;
end $$;
create trigger product_likes_unscored after delete on product_likes for each row execute function take_like_score();

create function add_review_score() returns trigger language plpgsql as $$
begin
  insert into score_changes (product_id, weight) values (new.product_id, 10);
  return null;
end $$;
create trigger reviews_scored after insert on reviews for each row execute function add_review_score();

insert into score_changes (product_id, weight, at)
select distinct on (order_id, product_id) product_id, 20, paid_at
from orders join order_items on order_items.order_id = orders.id
where paid_at > now() - interval '60 days' and replaces is null
union all select product_id, 5, liked_at from product_likes
union all select product_id, 10, created_at from reviews;
