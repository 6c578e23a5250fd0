-- expand
-- What the home page says between starts_at and ends_at. One that has ended is not changed any more.
create table banners (
  id bigint generated always as identity primary key,
  title text not null check (char_length(title) between 1 and 60),
  text text not null check (char_length(text) <= 160),
  -- A path of the shop.
  link text not null check (link like '/%' and link not like '//%' and char_length(link) <= 500),
  picture_id text references pictures (id),
  -- Lower ones come first; of equal ones the newest.
  position smallint not null check (position between 1 and 1000),
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  created_by bigint not null references members (id),
  created_at timestamptz(3) not null default now(),
  -- Equal: one that was planned, and ended before it began.
  constraint banners_period check (starts_at <= ends_at)
);
-- Those that have not ended.
create index banners_end on banners (ends_at);
