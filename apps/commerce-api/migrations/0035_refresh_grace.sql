-- expand
-- A client that repeats a refresh shortly after the first, in another tab or because the response was lost, gets the same
-- successor. It is derived from the used token, which the database does not know, and this nonce.
alter table refresh_tokens
  add column previous_hash bytea check (octet_length(previous_hash) = 32),
  add column successor_nonce bytea check (octet_length(successor_nonce) = 16);
