-- expand
-- What an administrator searches for, each with the orders of the list. "C" compares bytes, so a prefix is a range of the
-- index.
create index members_email_prefix on members (email collate "C", id);
create index members_name_prefix on members (name collate "C", id);
-- Most members are active buyers, and a list of these needs no index of its own. The others are few.
create index members_role on members (role, id) where role <> 'BUYER';
create index members_role_email on members (role, email collate "C", id) where role <> 'BUYER';
create index members_role_name on members (role, name collate "C", id) where role <> 'BUYER';
create index members_status on members (status, id) where status <> 'ACTIVE';
create index members_status_email on members (status, email collate "C", id) where status <> 'ACTIVE';
create index members_status_name on members (status, name collate "C", id) where status <> 'ACTIVE';
