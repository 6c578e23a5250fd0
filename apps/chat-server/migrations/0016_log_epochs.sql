-- expand
-- A database that has lost its newest entries (restored, failed over) continues a room's log with other entries under the
-- same numbers. That is a new epoch of the log. Entries up to epoch_start are the same in it and in the epoch before.
alter table rooms
  add column epoch integer not null default 1,
  add column epoch_start bigint not null default 0;
