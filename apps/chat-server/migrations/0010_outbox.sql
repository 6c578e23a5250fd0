-- expand
-- Events leave the database by these rows: written by the statement that makes the change, published in id order,
-- then deleted. Rows of one key are written under a lock on the thing they are about, so id order is commit order.
create table outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null default gen_random_uuid(),
  type text not null,
  version integer not null,
  key text not null,
  data jsonb not null,
  occurred_at timestamptz not null default clock_timestamp()
);

-- One process publishes at a time: the holder, until then.
create table outbox_lease (
  name text primary key,
  holder uuid not null,
  until timestamptz not null
);
