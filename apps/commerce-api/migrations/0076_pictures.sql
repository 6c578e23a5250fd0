-- expand
-- The files are in the picture store under the id. A row comes before its files, and leaves after them, so that no file is
-- without a row.
create table pictures (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  owner_id bigint not null references members (id),
  -- Of the largest size.
  width integer not null check (width between 1 and 1200),
  height integer not null check (height between 1 and 2400),
  -- Of the last upload.
  uploaded_at timestamptz not null default now(),
  -- Null until all files are there.
  stored_at timestamptz,
  -- When a product had it first. From then on it stays: orders show it for as long as they are kept.
  used_at timestamptz,
  -- Its files are being deleted.
  deleting_at timestamptz,
  check (used_at is null or (stored_at is not null and deleting_at is null))
);

-- The limits of a member, and what is deleted after a day.
create index pictures_owner on pictures (owner_id, used_at);
create index pictures_unused on pictures (uploaded_at) where used_at is null;
