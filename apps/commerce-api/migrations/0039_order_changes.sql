-- expand
-- The ends of orders and items that no other row dates, written by whatever statement changes the status: payments, refunds,
-- shipments and returns have rows of their own.
create table order_changes (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  -- Null: the order.
  item_id bigint references order_items (id),
  status text not null,
  -- Pairs of the item.
  quantity smallint,
  at timestamptz(3) not null default now()
);
create index order_changes_order on order_changes (order_id, id);
create trigger order_changes_append_only before update or delete on order_changes
  for each row execute function reject_change();

create function record_order_change() returns trigger language plpgsql as $$
begin
  insert into order_changes (order_id, status) values (new.id, new.status);
  return null;
end $$;
create trigger orders_change after update of status on orders
  for each row when (old.status is distinct from new.status and new.status in ('EXPIRED', 'CANCELLED'))
  execute function record_order_change();

create function record_item_change() returns trigger language plpgsql as $$
begin
  insert into order_changes (order_id, item_id, status, quantity)
  values (new.order_id, new.id, new.status, new.quantity);
  return null;
end $$;
-- Not the items of an unpaid order: they end with it.
create trigger order_items_change after update of status on order_items
  for each row when (
    old.status is distinct from new.status and old.status <> 'PENDING'
    and new.status in ('CANCELLED', 'CONFIRMED', 'REFUNDED')
  )
  execute function record_item_change();
