-- expand
-- An order that costs nothing, because of its coupon or the price of its products, is PAID when it is placed, without a
-- payment. So are its items.
drop trigger orders_first_status on orders;
create trigger orders_first_status before insert on orders
  for each row when (new.status <> 'PENDING' and not (new.status = 'PAID' and new.total = 0))
  execute function check_first_status('order', 'PENDING');

drop trigger order_items_first_status on order_items;
create trigger order_items_first_status before insert on order_items
  for each row when (
    new.status <> 'PENDING' and new.split_from is null and new.replaces is null
    and not (new.status = 'PAID' and new.discount = new.unit_price::bigint * new.quantity)
  )
  execute function check_first_status('item', 'PENDING');

-- What the parcels of the order cost, of all sellers together.
alter table orders
  add column shipping_fee bigint not null default 0 check (shipping_fee >= 0),
  drop constraint orders_total,
  add constraint orders_total check (total = items_total - discount + shipping_fee and total >= 0),
  drop constraint orders_paid,
  add constraint orders_paid check (
    case
      when status = 'PAID' then paid_at is not null and (payment_id is not null or total = 0) and paid >= total
      when status = 'CANCELLED' then true
      else paid_at is null
    end
  );
