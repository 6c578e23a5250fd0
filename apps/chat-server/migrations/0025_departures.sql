-- expand
-- The memberships that have ended, for inboxes that resume. A trigger writes it, since a membership ends in several ways.
create table departures (
  member_id bigint not null,
  room_id bigint not null,
  -- Of the room's log, when the membership ended.
  epoch integer not null,
  seq bigint not null,
  departed_at timestamptz not null default now(),
  primary key (member_id, room_id)
);
create index departures_departed_at on departures (departed_at);

create function record_departure() returns trigger language plpgsql as $$
begin
  insert into departures (member_id, room_id, epoch, seq)
  select old.member_id, id, epoch, last_seq from rooms where id = old.room_id
  on conflict (member_id, room_id) do update
  set epoch = excluded.epoch, seq = excluded.seq, departed_at = excluded.departed_at;
  return null;
end $$;

create trigger room_members_departure after delete on room_members
  for each row execute function record_departure();
