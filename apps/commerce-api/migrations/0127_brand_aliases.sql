-- expand
-- Other names that people look for a brand by, such as its name in English.
alter table brands add column aliases text[] not null default '{}';
