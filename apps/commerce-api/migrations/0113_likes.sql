-- expand
create table product_likes (
  member_id bigint not null references members (id),
  product_id bigint not null references products (id),
  -- Milliseconds, because cursors carry it as a JSON instant and must meet it again exactly.
  liked_at timestamptz(3) not null default clock_timestamp(),
  primary key (member_id, product_id)
);
-- A member's list.
create index product_likes_newest on product_likes (member_id, liked_at, product_id);

-- Likes of a product that are counted; those of like_changes are to be added.
create table like_counts (
  product_id bigint primary key references products (id),
  -- Below 0 for a moment, when a like that was taken back is counted first.
  likes bigint not null
) with (fillfactor = 70);

-- What statements of members add to a count: a row of their own each, so that nobody waits for the row of a product that all like.
-- A job takes them into like_counts. No foreign key, since it would lock the product's row.
create table like_changes (
  id bigint generated always as identity primary key,
  product_id bigint not null,
  change smallint not null check (change in (-1, 1))
);
create index like_changes_product on like_changes (product_id);
