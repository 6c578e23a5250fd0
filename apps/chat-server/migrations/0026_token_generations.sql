-- expand
-- A member may be suspended, and tokens of an earlier generation are void: members_access_changed is how every node learns of it.
alter table members
  add column token_generation integer not null default 0,
  drop constraint members_status_check,
  add constraint members_status_check check (status in ('ACTIVE', 'SUSPENDED', 'WITHDRAWN'));
create index members_access_changed on members (changed_at) where status <> 'ACTIVE' or token_generation > 0;
drop index members_changed;

-- A suspended member stays in their groups.
drop index members_to_leave_groups;
create index members_to_leave_groups on members (id) where status = 'WITHDRAWN' and not has_left_groups;
