-- expand
-- A hidden brand is not listed. Its products keep it and stay on sale.
alter table brands add column is_hidden boolean not null default false;
