-- expand
-- Parcels that nobody has marked as delivered, oldest first: the clock does it.
create index shipments_in_transit on shipments (shipped_at) where delivered_at is null;

-- Without an answer until then a return is accepted.
alter table returns add column answer_by timestamptz(3) not null default now() + interval '10 days';
create index returns_unanswered on returns (answer_by) where status = 'REQUESTED';

-- Until then an administrator lets the buyer return the item, and it does not become CONFIRMED by itself.
alter table order_items add column extended_until timestamptz(3);
