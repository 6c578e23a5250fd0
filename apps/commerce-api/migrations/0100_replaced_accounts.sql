-- expand
-- `rejections` when the account was last replaced by another: with the idempotency key of that number the one before may have
-- been sent, so a rejection under it may not be about this one.
alter table refunds add column replaced_at_rejections integer;
