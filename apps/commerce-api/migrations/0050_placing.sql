-- expand
-- Orders of one buyer are placed one at a time: the statement that places one states the number of placings that it was
-- priced from. So limits that count a buyer's orders and pairs hold over all processes.
create table buyers (
  member_id bigint primary key references members (id),
  placings integer not null check (placings > 0)
) with (fillfactor = 70);

-- Pairs that one member may order of a product; null = any number.
alter table products add column purchase_limit integer check (purchase_limit between 1 and 1000);

-- The order that used the pass of this ticket up.
alter table waiting_tickets add column order_id bigint;
