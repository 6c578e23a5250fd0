-- contract after 0011
-- Each change of an order's status writes every index of its row anew: three times for a sale. These are not needed for what
-- they were made for.

-- One index for a number and for its first characters, which compares bytes.
alter table orders alter column number type text collate "C";
drop index orders_number_prefix;

-- A search among all sellers reads the rows of `order_parts`, which do not change when the order does.
create index order_parts_recipient_of_all on order_parts (recipient collate "C", order_id);
drop index orders_recipient;

-- The days of a list are found in the index orders_to_blank.
drop index orders_placed;

-- Both are ranges of order_items_seller_status.
drop index order_items_to_ship;
drop index order_items_unfinished;

-- Most items replace none.
create unique index order_items_replaces on order_items (replaces) where replaces is not null;
alter table order_items drop constraint order_items_replaces_key;

-- The rows are made from order_items by a trigger, and are never deleted.
alter table order_parts drop constraint order_parts_seller_id_fkey, drop constraint order_parts_order_id_fkey;
