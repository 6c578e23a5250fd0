-- expand
-- CLOSED: all money of the payment came back before anybody accepted or rejected it.
alter table returns
  drop constraint returns_status_check,
  add constraint returns_status_check check (status in ('REQUESTED', 'ACCEPTED', 'REJECTED', 'CLOSED'));
insert into transitions (machine, status, action, next) values ('return', 'REQUESTED', 'close', 'CLOSED');

-- The version before this one left orders open whose last money a refund of the shop gave back. The next look-up of their
-- payments ends them: in an hour, when no process of that version runs any more.
update payments set check_at = now() + interval '1 hour'
from orders
where payments.status = 'CANCELED' and check_at is null and payment_id = payments.id and orders.status = 'PAID'
  and exists (
    select from order_items
    where order_id = orders.id and order_items.status in ('PAID', 'RETURN_REQUESTED', 'EXCHANGE_REQUESTED')
  );
