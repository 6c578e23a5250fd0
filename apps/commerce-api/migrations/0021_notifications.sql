-- expand
-- Numbers a member's notifications. Whoever adds one holds this row until the commit, so the numbers of a member become
-- visible in their order, and who has read up to one has missed none before it.
create table notification_boxes (
  member_id bigint primary key references members (id),
  last_number bigint not null
) with (fillfactor = 70);

create table notifications (
  member_id bigint not null references notification_boxes (member_id),
  number bigint not null check (number > 0),
  kind text not null check (char_length(kind) between 1 and 50),
  data jsonb not null check (octet_length(data::text) <= 4096),
  created_at timestamptz(3) not null default clock_timestamp(),
  read_at timestamptz(3),
  primary key (member_id, number)
);

-- Counting what is unread, and the list of it.
create index notifications_unread on notifications (member_id, number) where read_at is null;
