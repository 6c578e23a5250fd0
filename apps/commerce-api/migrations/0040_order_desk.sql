-- expand
-- What sellers and administrators search orders by. A seller's part of an order is a row of its own, so that a list of a
-- seller's orders is a range of one index. "C" compares bytes, so a prefix is a range too.
create table order_parts (
  seller_id bigint not null references members (id),
  order_id bigint not null references orders (id),
  -- As in `orders`.
  member_id bigint not null,
  recipient text not null,
  primary key (seller_id, order_id)
);
create index order_parts_recipient on order_parts (seller_id, recipient collate "C", order_id);
create index order_parts_member on order_parts (seller_id, member_id, order_id);

-- Here and not in the statements that insert items: the release before this one places orders too.
create function add_order_parts() returns trigger language plpgsql as $$
begin
  insert into order_parts (seller_id, order_id, member_id, recipient)
  select distinct inserted.seller_id, orders.id, orders.member_id, orders.recipient
  from inserted join orders on orders.id = inserted.order_id
  on conflict do nothing;
  return null;
end $$;
create trigger order_items_parts after insert on order_items referencing new table as inserted
  for each statement execute function add_order_parts();

create function copy_recipient() returns trigger language plpgsql as $$
begin
  update order_parts set recipient = new.recipient
  from (select distinct seller_id from order_items where order_id = new.id) as seller
  where order_parts.seller_id = seller.seller_id and order_parts.order_id = new.id;
  return null;
end $$;
create trigger orders_recipient_copy after update of recipient on orders
  for each row when (old.recipient is distinct from new.recipient) execute function copy_recipient();

insert into order_parts (seller_id, order_id, member_id, recipient)
select distinct seller_id, orders.id, member_id, recipient
from order_items join orders on orders.id = order_items.order_id
on conflict do nothing;

-- A seller's orders with an item in one state.
create index order_items_seller_status on order_items (seller_id, status, order_id);

-- Most orders are paid, and a list of these needs no index of its own.
create index orders_status on orders (status, id) where status <> 'PAID';
create index orders_placed on orders (placed_at, id);
create index orders_number_prefix on orders (number collate "C");
create index orders_recipient on orders (recipient collate "C", id);
