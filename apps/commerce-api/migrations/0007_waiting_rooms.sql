-- expand
-- A room in front of something many want at one moment. Who takes a ticket is told at once when its turn is: a moment
-- after the ticket before it, by the room's pace. So nothing has to be moved along, and a restart loses no place.
create table waiting_rooms (
  -- What it stands before, such as coupon-campaign:12.
  resource text primary key check (resource ~ '^(coupon-campaign|product):[1-9][0-9]{0,15}$'),
  opens_at timestamptz(3) not null,
  closes_at timestamptz(3) not null,
  per_second integer not null check (per_second between 1 and 10000),
  -- Tickets whose turn is to come, at most.
  capacity integer not null check (capacity between 1 and 1000000),
  -- The turn of the newest ticket.
  last_turn_at timestamptz,
  constraint waiting_rooms_period check (opens_at < closes_at)
);

-- The room is locked before its tickets. A ticket that has expired is as none.
create table waiting_tickets (
  resource text not null references waiting_rooms (resource) on delete cascade,
  member_id bigint not null references members (id),
  turn_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > turn_at),
  primary key (resource, member_id)
);

-- The sweep.
create index waiting_tickets_expiry on waiting_tickets (expires_at);
