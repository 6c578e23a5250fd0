-- expand
-- How often something was tried, such as a sign-in to one account, in all processes together. Unlogged: after a crash of
-- the database counting begins anew, and no commit waits for the disk. The key is a SHA-256, so it tells no address.
create unlogged table attempts (
  key text primary key check (char_length(key) = 64),
  count integer not null,
  ends_at timestamptz not null
);

-- The sweep.
create index attempts_end on attempts (ends_at);

-- Devices on which the member has signed in, each by the SHA-256 of a secret that only the device has: failed sign-ins
-- elsewhere do not lock them out.
create table known_devices (
  member_id bigint not null references members (id),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  used_at timestamptz not null default now(),
  primary key (member_id, token_hash)
);
