-- expand
-- The lists of rooms read what they show, however many rooms there are.

-- Groups by id; without it a page is searched for among the inquiries.
create index rooms_groups on rooms (id) where kind = 'GROUP';

-- A message changes last_activity_at, so an index on it would end updates in place. The hour changes seldom: then an update
-- costs 40 us more, and a page sorts the inquiries of its hours. Null for groups, whose updates stay in place.
alter table rooms add column inquiry_hour timestamp generated always as (
  case when kind = 'INQUIRY' then date_trunc('hour', last_activity_at at time zone 'UTC') end) stored;
create index rooms_of_seller on rooms (owner_id, inquiry_hour) where kind = 'INQUIRY';
create index rooms_of_buyer on rooms (buyer_id, inquiry_hour) where kind = 'INQUIRY';
drop index rooms_owner;

-- A member is in a bounded number of groups, but a seller is in any number of inquiries.
alter table room_members add column is_inquiry boolean not null default false;
update room_members m set is_inquiry = true from rooms r where r.id = m.room_id and r.kind = 'INQUIRY';
create index room_members_groups on room_members (member_id) where not is_inquiry;
