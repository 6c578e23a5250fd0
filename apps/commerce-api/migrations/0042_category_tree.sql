-- expand
-- Administrators change the tree. Every change goes through this row: `revision` grows with each, and an id is never used again, since
-- chat groups keep the ids of removed categories as interest tags.
create table category_tree (
  only_row boolean primary key default true check (only_row),
  revision integer not null default 1 check (revision > 0),
  last_id integer not null
);

insert into category_tree (last_id) select max(id) from categories;

-- Among the categories with the same parent, from 1.
alter table categories add column position integer not null default 1 check (position > 0);

update categories set position = ranked.position
from (select id, row_number() over (partition by parent_id order by id) as position from categories) as ranked
where categories.id = ranked.id;

-- The products of a leaf move with it to another root.
alter table products
  drop constraint products_leaf_fkey,
  add constraint products_leaf_fkey foreign key (category_id, root_category_id) references categories (id, parent_id)
    on update cascade;

-- For that foreign key: products of any status.
create index products_leaf on products (category_id, root_category_id);
