-- Parcels that nobody has marked as delivered, oldest first: the clock does it.
create index shipments_in_transit on shipments (shipped_at) where delivered_at is null;
