-- expand
-- pg_trgm serves the keyword search of groups.
create extension if not exists pg_trgm;

-- Room for updates in place (fillfactor): every message updates its room's row, and no index contains a column that a
-- message changes, so that these updates stay heap-only.
create table rooms (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('INQUIRY', 'GROUP')),
  status text not null default 'OPEN' check (status in ('OPEN', 'CLOSED')),
  title text not null check (length(title) between 1 and 100),
  owner_id bigint not null,
  member_count integer not null,
  max_members integer not null check (max_members between 1 and 5000),
  tags bigint[] not null default '{}' check (cardinality(tags) <= 4),
  buyer_id bigint,
  product_id bigint,
  product_name text,
  product_price bigint,
  product_image_url text,
  waiting_since timestamptz,
  last_seq bigint not null default 0,
  message_count bigint not null default 0,
  last_message_seq bigint,
  last_message_sender_id bigint,
  last_message_preview text,
  last_message_at timestamptz,
  created_at timestamptz not null default now(),
  last_activity_at timestamptz not null default now(),
  constraint rooms_capacity check (member_count between 0 and max_members),
  constraint rooms_inquiry_shape check ((kind = 'INQUIRY') = (buyer_id is not null and product_id is not null))
) with (fillfactor = 70);

create unique index rooms_one_open_inquiry on rooms (buyer_id, product_id) where kind = 'INQUIRY' and status = 'OPEN';
create unique index rooms_group_title on rooms (lower(title)) where kind = 'GROUP';
create index rooms_owner on rooms (owner_id, kind);
create index rooms_group_keyword on rooms using gin (title gin_trgm_ops) where kind = 'GROUP';
create index rooms_group_tags on rooms using gin (tags) where kind = 'GROUP';

create table room_members (
  room_id bigint not null references rooms (id),
  member_id bigint not null,
  role text not null check (role in ('OWNER', 'MEMBER')),
  joined_at timestamptz not null default now(),
  -- How far this member has read, and how many messages that is: unread = rooms.message_count - read_count.
  read_seq bigint not null default 0,
  read_count bigint not null default 0,
  primary key (room_id, member_id)
) with (fillfactor = 70);

create index room_members_member on room_members (member_id);
