-- expand
-- A withdrawn member stays as a row, since orders and products refer to it, but nothing in it tells who it was.
create table members (
  id bigint generated always as identity primary key,
  email text constraint members_email_key unique check (email = lower(email) and char_length(email) <= 254),
  name text not null check (char_length(name) between 1 and 50),
  password_hash text,
  role text not null default 'BUYER' check (role in ('BUYER', 'SELLER', 'ADMIN')),
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'WITHDRAWN')),
  revision integer not null default 1 check (revision > 0),
  created_at timestamptz(3) not null default now(),
  constraint members_withdrawn_blank check (
    (status = 'ACTIVE' and email is not null and password_hash is not null)
    or (status = 'WITHDRAWN' and email is null and password_hash is null)
  )
);

-- One row is one session: a family of refresh tokens of which only the newest is known, by its SHA-256. A token of
-- the family with another hash was used before. A device has one session; signing in again on it replaces the row.
create table refresh_tokens (
  family_id uuid primary key,
  member_id bigint not null references members (id),
  device_id text not null check (char_length(device_id) between 1 and 100),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  rotated_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint refresh_tokens_device_key unique (member_id, device_id)
);
