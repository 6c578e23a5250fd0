-- expand
-- What sellers answer often. A seller has few (CANNED_REPLIES_PER_SELLER), which the primary key finds.
create table canned_replies (
  owner_id bigint not null,
  shortcut text not null check (length(shortcut) between 1 and 20),
  text text not null check (length(text) between 1 and 1000),
  primary key (owner_id, shortcut)
);
