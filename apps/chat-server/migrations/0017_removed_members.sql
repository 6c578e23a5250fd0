-- expand
-- Members whom the owner has removed from a group: they cannot join it until the owner lets them.
create table removed_members (
  room_id bigint not null references rooms (id),
  member_id bigint not null,
  removed_at timestamptz not null default now(),
  primary key (room_id, member_id)
);
