-- expand
-- Groups that are created, handed over, left and deleted by requests that may be repeated.
alter table rooms
  -- Who handed the group over last: a repeated transfer of theirs is answered as the first.
  add column previous_owner_id bigint,
  -- The id that the creator's client chose: the same id is the same group.
  add column creator_id bigint,
  add column client_group_id uuid;
create unique index rooms_client_group_id on rooms (creator_id, client_group_id) where client_group_id is not null;

-- Groups whose row is gone. Their memberships and their log follow in bounded statements; a foreign key would hold the
-- deletion up for all of them.
create table deleted_rooms (
  room_id bigint primary key,
  owner_id bigint not null,
  -- Of the log at its end: where the memberships ended.
  epoch integer not null,
  last_seq bigint not null,
  deleted_at timestamptz not null default now(),
  -- When nothing was left. The row stays for a while, so that a repeated deletion is answered as the first.
  purged_at timestamptz
);
create index deleted_rooms_to_purge on deleted_rooms (room_id) where purged_at is null;
alter table room_members drop constraint room_members_room_id_fkey;
alter table removed_members drop constraint removed_members_room_id_fkey;

-- What a member may read of a group's log. Members who are in a group already keep what they could read until they leave.
alter table rooms
  add column history_visibility text not null default 'SHARED'
    check (history_visibility in ('ALL', 'SHARED', 'JOINED'));
alter table room_members
  -- The seq of the member's entry member.joined; 0 for those who were there from the beginning.
  add column joined_seq bigint not null default 0,
  -- The same if the owner had removed the member before, else 0.
  add column returned_seq bigint not null default 0;
-- A member who may return stays known as one who was removed.
alter table removed_members add column may_return boolean not null default false;
