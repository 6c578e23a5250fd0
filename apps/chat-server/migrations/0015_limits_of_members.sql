-- expand
-- How many groups a member is in: counted by the statement that changes it, under the lock of this row, so that two requests
-- at the same moment cannot exceed the maximum. Inquiries do not count.
alter table members add column group_count integer not null default 0;

update members set group_count = counted.groups
from (
  select m.member_id, count(*) as groups
  from room_members m join rooms r on r.id = m.room_id and r.kind = 'GROUP'
  group by m.member_id
) as counted
where counted.member_id = members.id;

-- Requests of each kind that a member may make, over all nodes: when the quota is full again. A crash forgets it, so the
-- table is not in the write-ahead log.
create unlogged table member_quotas (
  member_id bigint not null,
  kind text not null,
  full_at timestamptz not null,
  -- Of the last request.
  is_rejected boolean not null default false,
  primary key (member_id, kind)
);
