-- expand
-- The Location of a stored response: a repetition gets it too.
alter table idempotency_keys add column location text check (char_length(location) <= 500);
