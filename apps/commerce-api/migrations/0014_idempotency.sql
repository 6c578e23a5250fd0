-- expand
-- One row for each Idempotency-Key of a member, until expires_at. Whoever holds the row until locked_until runs the
-- request. `done`: its effect is committed, with the statement that set this. `status`, `type` and `body` are the answer.
create table idempotency_keys (
  member_id bigint not null,
  key text not null check (char_length(key) between 1 and 255),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  locked_until timestamptz not null,
  done boolean not null default false,
  status smallint,
  type text,
  body bytea check (octet_length(body) <= 262144),
  expires_at timestamptz not null,
  primary key (member_id, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);
