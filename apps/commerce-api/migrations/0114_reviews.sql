-- expand
create table reviews (
  id bigint generated always as identity primary key,
  item_id bigint not null references order_items (id),
  -- Pieces of a line are items of their own, and it has one review.
  line_id bigint not null constraint reviews_line_key unique references order_items (id),
  product_id bigint not null references products (id),
  seller_id bigint not null references members (id),
  author_id bigint not null references members (id),
  -- As it was bought.
  color_name text not null,
  size_mm smallint not null,
  rating smallint not null check (rating between 1 and 5),
  text text not null check (char_length(text) <= 2000),
  -- Of the shoe: -2 is far too small, 2 far too large.
  fit smallint check (fit between -2 and 2),
  foot_length_mm smallint check (foot_length_mm between 100 and 400),
  foot_width text check (foot_width in ('NARROW', 'REGULAR', 'WIDE')),
  -- DELETED is final, and blank: a line has no second review.
  status text not null default 'SHOWN' check (status in ('SHOWN', 'HIDDEN', 'DELETED')),
  hidden_reason text check (char_length(hidden_reason) between 1 and 500),
  helpful integer not null default 0 check (helpful >= 0),
  answer text check (char_length(answer) between 1 and 2000),
  answered_at timestamptz(3),
  -- Since when a report waits for an administrator.
  reported_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  edited_at timestamptz(3),
  constraint reviews_text check ((status = 'DELETED') = (text = '')),
  constraint reviews_hidden check ((status = 'HIDDEN') = (hidden_reason is not null)),
  constraint reviews_answered check ((answer is null) = (answered_at is null))
);
-- The lists of a product in their orders. The one by rating also counts the ratings and fits, without reading rows.
create index reviews_newest on reviews (product_id, id) where status = 'SHOWN';
create index reviews_helpful on reviews (product_id, helpful, id) where status = 'SHOWN';
create index reviews_rating on reviews (product_id, rating, id) include (fit) where status = 'SHOWN';
create index reviews_author on reviews (author_id, id);
create index reviews_seller on reviews (seller_id, id) where status = 'SHOWN';
create index reviews_unanswered on reviews (seller_id, id) where status = 'SHOWN' and answer is null;
create index reviews_reported on reviews (id) where reported_at is not null;
create index reviews_hidden_ones on reviews (id) where status = 'HIDDEN';
create index reviews_feet on reviews (product_id, foot_length_mm) where status = 'SHOWN' and foot_length_mm is not null;

create table review_marks (
  review_id bigint not null references reviews (id),
  member_id bigint not null references members (id),
  primary key (review_id, member_id)
);

create table review_reports (
  review_id bigint not null references reviews (id),
  member_id bigint not null references members (id),
  reason text not null check (reason in ('ADVERTISING', 'ABUSE', 'PERSONAL_DATA', 'UNTRUE', 'OTHER')),
  note text not null check (char_length(note) <= 500),
  reported_at timestamptz(3) not null default now(),
  primary key (review_id, member_id)
);

-- Which shoes came back since the size was wrong, for the advice on sizes. Null: returned to a release that does not know it.
alter table returns add column product_id bigint references products (id);
update returns set product_id = order_items.product_id from order_items where order_items.id = item_id;
create index returns_wrong_size on returns (product_id) where reason = 'WRONG_SIZE';
