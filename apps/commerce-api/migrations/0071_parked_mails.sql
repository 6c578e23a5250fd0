-- expand
-- Parked mails are deleted in the order in which they were parked.
create index mails_parked_at on mails (parked_at) where parked_at is not null;
