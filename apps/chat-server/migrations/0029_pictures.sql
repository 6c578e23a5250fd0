-- expand
-- The files are in the picture store under the id. A row comes before its files, and leaves after them. No foreign key to
-- rooms: what a deleted group leaves is deleted later, like its log.
create table room_pictures (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  room_id bigint not null,
  uploader_id bigint not null,
  -- Of the largest size.
  width integer not null check (width between 1 and 1200),
  height integer not null check (height between 1 and 2400),
  -- Of the last upload.
  uploaded_at timestamptz not null default now(),
  -- Null until all files are there.
  stored_at timestamptz,
  -- The last message that shows it; null until it is sent.
  seq bigint,
  -- Its files are being deleted.
  deleting_at timestamptz
);

create index room_pictures_room on room_pictures (room_id);
-- How many a member has uploaded within an hour.
create index room_pictures_uploader on room_pictures (uploader_id, uploaded_at);
create index room_pictures_unsent on room_pictures (uploaded_at) where seq is null;

-- Signs the links of pictures, on all nodes: 244 random bits.
create table picture_secret (
  only_row boolean primary key default true check (only_row),
  secret text not null
);
insert into picture_secret (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
