-- expand
-- The broker rejects messages above 262,144 bytes, and an event that it rejects blocks its key. So the statement that would
-- write one fails instead. The rest is for the envelope around the data; the largest event of the schemas has 182,000 bytes.
-- Rows of before are published as they are.
alter table outbox add constraint outbox_size check (octet_length(data::text) <= 250000) not valid;
