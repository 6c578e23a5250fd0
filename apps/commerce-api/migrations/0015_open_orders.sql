-- expand
-- Orders that wait for a confirmation or a deposit hold stock as those do that nobody has begun to pay.
drop index orders_open;
create index orders_open on orders (member_id) where status in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT');
