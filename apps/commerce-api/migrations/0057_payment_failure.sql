-- expand
-- What the gateway says about why a payment FAILED, beside its code in `failure`.
alter table payments add column failure_message text check (char_length(failure_message) <= 300);
