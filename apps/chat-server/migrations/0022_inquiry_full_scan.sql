-- expand
-- One row: which inquiries the scan of all inquiries still has to visit. Nodes share it, so that one of them does the work
-- and another continues it.
create table inquiry_full_scan (
  only_row boolean primary key default true check (only_row),
  -- A node has started, or could not remember all rooms with new messages.
  is_requested boolean not null default true,
  -- Inquiries without activity since then were scanned after their last message.
  scanned_until timestamptz not null default '-infinity',
  -- Of the scan that is under way: when it began, and the last inquiry it has visited.
  started_at timestamptz,
  position_hour timestamp not null default '-infinity',
  position_id bigint not null default 0,
  holder uuid,
  held_until timestamptz not null default '-infinity'
);

insert into inquiry_full_scan default values;

create index rooms_inquiries_by_hour on rooms (inquiry_hour, id) where kind = 'INQUIRY';
