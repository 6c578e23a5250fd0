-- expand
-- What sellers have sold, by the moment of payment: a row for each paid order and seller, which never changes. Apart from
-- order_parts, of which a change at the payment would write every index. A cancellation afterwards does not lower what was sold.
create table seller_sales (
  seller_id bigint not null,
  paid_at timestamptz not null,
  order_id bigint not null,
  amount bigint not null,
  primary key (seller_id, paid_at, order_id) include (amount)
);

-- Here and not in the statements that pay orders: the release before this one pays them too. A pair that replaces an exchanged one was
-- not sold again.
create function add_seller_sales() returns trigger language plpgsql as $$
begin
  insert into seller_sales (seller_id, paid_at, order_id, amount)
  select seller_id, new.paid_at, new.id, sum(unit_price::bigint * quantity - discount)
  from order_items where order_id = new.id and replaces is null group by seller_id
  on conflict do nothing;
  return null;
end $$;
create trigger orders_sold after update of paid_at on orders
  for each row when (old.paid_at is null and new.paid_at is not null) execute function add_seller_sales();
-- One that costs nothing is paid when it is placed.
create trigger orders_sold_at_once after insert on orders
  for each row when (new.paid_at is not null) execute function add_seller_sales();

-- As many days as are shown.
insert into seller_sales (seller_id, paid_at, order_id, amount)
select seller_id, paid_at, orders.id, sum(unit_price::bigint * quantity - order_items.discount)
from orders join order_items on order_items.order_id = orders.id
where paid_at > now() - interval '16 days' and replaces is null
group by seller_id, paid_at, orders.id
on conflict do nothing;
