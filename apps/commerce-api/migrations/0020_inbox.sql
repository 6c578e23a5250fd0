-- expand
-- Events that a consumer has taken: each row is written by the statement that does what its event asks for, so that an
-- event that comes again changes nothing.
create table inbox (
  consumer text not null,
  event_id uuid not null,
  taken_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

create index inbox_age on inbox (taken_at);
