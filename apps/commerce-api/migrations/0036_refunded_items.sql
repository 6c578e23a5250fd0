-- expand
-- REFUNDED: shipped pairs whose money went back without a return, such as those of a lost parcel.
alter domain order_item_status drop constraint order_item_status_check;
alter domain order_item_status add constraint order_item_status_check check (
  value in ('PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CONFIRMED', 'CANCELLED', 'RETURN_REQUESTED', 'RETURNED',
    'EXCHANGE_REQUESTED', 'EXCHANGED', 'REFUNDED')
);

insert into transitions (machine, status, action, next) values
  ('item', 'SHIPPED', 'refund', 'REFUNDED'),
  ('item', 'DELIVERED', 'refund', 'REFUNDED'),
  ('item', 'CONFIRMED', 'refund', 'REFUNDED');

-- A refunded item may not have been delivered.
alter table order_items
  drop constraint order_items_shipped,
  add constraint order_items_shipped check (
    (status in ('PENDING', 'PAID', 'CANCELLED')) = (shipment_id is null)
    and (status = 'REFUNDED' or (status in ('PENDING', 'PAID', 'CANCELLED', 'SHIPPED')) = (delivered_at is null))
  );
