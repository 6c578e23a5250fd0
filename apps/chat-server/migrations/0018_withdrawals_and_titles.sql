-- expand
-- A withdrawn member leaves the groups they were in; this is what remains to be done.
alter table members add column has_left_groups boolean not null default false;
create index members_to_leave_groups on members (id) where status <> 'ACTIVE' and not has_left_groups;

-- The title of a closed group is free.
drop index rooms_group_title;
create unique index rooms_group_title on rooms (lower(title)) where kind = 'GROUP' and status = 'OPEN';
