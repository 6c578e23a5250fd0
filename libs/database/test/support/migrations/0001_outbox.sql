create table outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null default gen_random_uuid(),
  type text not null,
  version int not null,
  key text not null,
  data jsonb not null,
  occurred_at timestamptz not null default clock_timestamp(),
  traceparent text
);

create table outbox_lease (
  name text primary key,
  holder uuid not null,
  until timestamptz not null
);
