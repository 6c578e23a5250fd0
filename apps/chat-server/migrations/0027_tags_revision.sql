-- expand
-- The revision of the category tree that the tags are of; 0 before commerce-api sent one.
alter table projection add column categories_revision bigint not null default 0;
