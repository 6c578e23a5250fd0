-- expand
-- Which buyers of a seller wait, longest first. Of an inquiry a question after an answer, and an answer after a question, are no
-- updates in place any more, and cost as much as a new hour (0021); the rows of groups are not in the index.
create index rooms_waiting on rooms (owner_id, waiting_since, id) where waiting_since is not null;
