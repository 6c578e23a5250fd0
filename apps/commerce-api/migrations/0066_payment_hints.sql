-- expand
-- When a webhook last hinted that the payment changed at the gateway: a check that had begun before does not close it.
alter table payments add column hinted_at timestamptz(3);
