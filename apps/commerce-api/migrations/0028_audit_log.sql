-- expand
-- What administrators did, and what sellers did to the orders of others. Written by the statement of the act, and never
-- changed: a row outlives what it is about, so it holds no personal data and nothing secret.
create table audit_log (
  id bigint generated always as identity primary key,
  -- Milliseconds, so that a cursor carries the exact instant.
  at timestamptz(3) not null default clock_timestamp(),
  -- Null: the command line of an operator, who has no account.
  actor_id bigint references members (id),
  action text not null check (char_length(action) between 1 and 50),
  thing text not null check (char_length(thing) between 1 and 50),
  thing_id bigint not null,
  details jsonb not null default '{}',
  -- Null: no request.
  request_id text check (char_length(request_id) between 1 and 128)
);

-- Each is the order of the list, for one filter.
create index audit_log_at on audit_log (at, id);
create index audit_log_actor on audit_log (actor_id, at, id);
create index audit_log_thing on audit_log (thing, thing_id, at, id);
create index audit_log_action on audit_log (action, at, id);

create function reject_audit_log_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of audit_log are never changed or deleted' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_log_immutable before update or delete or truncate on audit_log
  for each statement execute function reject_audit_log_change();
-- Also where replication triggers are off (session_replication_role).
alter table audit_log enable always trigger audit_log_immutable;
