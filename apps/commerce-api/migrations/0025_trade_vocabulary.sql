-- contract
-- Names of orders, payments and Idempotency-Keys as GLOSSARY.md has them.

-- What refunds have been requested of a payment, and what of these the gateway has done.
alter table payments rename column promised to refund_requested;
alter table payments rename column cancelled to refunded;

-- How often the gateway has rejected a refund; each new attempt is a new operation to it.
alter table refunds rename column refusals to rejections;

-- The effect of the request is committed, by the statement that set this.
alter table idempotency_keys rename column done to committed;

alter function refuse_change() rename to reject_change;

update transitions set action = 'complete' where machine = 'refund' and action = 'settle';
