-- expand
-- When this copy of the member changed, so that every node can ask what has changed since it asked last.
alter table members add column changed_at timestamptz not null default now();
create index members_changed on members (changed_at);
