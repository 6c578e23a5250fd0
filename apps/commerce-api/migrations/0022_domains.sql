-- contract
-- What one column may hold is its type's business: PostgreSQL looks at a domain when a value becomes one, but reads every
-- CHECK of a table anew in each statement that writes a row of it, whichever columns it writes. That was a quarter of
-- what marking an order as paid cost. Checks stay where they compare columns.
create domain order_number as text check (value ~ '^[0-9A-Z-]{6,64}$');
create domain order_status as text
  check (value in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT', 'PAID', 'EXPIRED', 'CANCELLED'));
create domain order_item_status as text check (
  value in ('PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CONFIRMED', 'CANCELLED', 'RETURN_REQUESTED', 'RETURNED',
    'EXCHANGE_REQUESTED', 'EXCHANGED')
);
create domain payment_status as text
  check (value in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'DONE', 'PARTIAL_CANCELED', 'CANCELED', 'FAILED'));
create domain ledger_kind as text check (value in ('CAPTURE', 'CANCEL'));
create domain payment_key as text check (char_length(value) between 1 and 200);
create domain idempotency_key as text check (char_length(value) between 1 and 255);
create domain revision as integer check (value > 0);

create domain items_total as bigint check (value between 0 and 200000000000);
create domain money_moved as bigint check (value > 0);
create domain unit_price as integer check (value >= 0);
create domain line_pairs as smallint check (value between 1 and 20);
create domain size_mm as smallint check (value between 100 and 400 and value % 5 = 0);

create domain recipient as text check (char_length(value) between 1 and 50);
create domain mobile_phone as text check (value ~ '^010-\d{4}-\d{4}$');
create domain postcode as text check (value ~ '^\d{5}$');
create domain address_line1 as text check (char_length(value) between 1 and 100);
create domain address_line2 as text check (char_length(value) <= 100);
create domain order_note as text check (char_length(value) <= 200);

-- The type of a column that a trigger names cannot be changed.
drop trigger orders_transition on orders;
drop trigger orders_first_status on orders;
drop trigger order_items_transition on order_items;
drop trigger order_items_first_status on order_items;
drop trigger payments_transition on payments;
drop trigger payments_first_status on payments;

alter table addresses
  drop constraint addresses_recipient_check, alter recipient type recipient,
  drop constraint addresses_phone_check, alter phone type mobile_phone,
  drop constraint addresses_postcode_check, alter postcode type postcode,
  drop constraint addresses_line1_check, alter line1 type address_line1,
  drop constraint addresses_line2_check, alter line2 type address_line2;

alter table orders
  drop constraint orders_number_check, alter number type order_number,
  drop constraint orders_status_check, alter status type order_status,
  drop constraint orders_revision_check, alter revision type revision,
  drop constraint orders_items_total_check, alter items_total type items_total,
  drop constraint orders_recipient_check, alter recipient type recipient,
  drop constraint orders_phone_check, alter phone type mobile_phone,
  drop constraint orders_postcode_check, alter postcode type postcode,
  drop constraint orders_line1_check, alter line1 type address_line1,
  drop constraint orders_line2_check, alter line2 type address_line2,
  drop constraint orders_note_check, alter note type order_note;

alter table order_items
  drop constraint order_items_status_check, alter status type order_item_status,
  drop constraint order_items_unit_price_check, alter unit_price type unit_price,
  drop constraint order_items_quantity_check, alter quantity type line_pairs;

alter table payments
  drop constraint payments_payment_key_check, alter payment_key type payment_key,
  drop constraint payments_status_check, alter status type payment_status,
  drop constraint payments_amount_check, alter amount type money_moved;

alter table ledger
  drop constraint ledger_kind_check, alter kind type ledger_kind,
  drop constraint ledger_amount_check, alter amount type money_moved;

alter table idempotency_keys
  drop constraint idempotency_keys_key_check, alter key type idempotency_key;

alter table skus
  drop constraint skus_size_mm_check, alter size_mm type size_mm,
  -- Nothing reserved, nothing allocated, and no more of both than there is: skus_committed says it.
  drop constraint skus_stock_not_negative;

create trigger orders_transition before update of status on orders
  for each row when (old.status is distinct from new.status) execute function check_transition('order');
create trigger orders_first_status before insert on orders
  for each row when (new.status <> 'PENDING') execute function check_first_status('order', 'PENDING');
create trigger order_items_transition before update of status on order_items
  for each row when (old.status is distinct from new.status) execute function check_transition('item');
create trigger order_items_first_status before insert on order_items
  for each row when (new.status <> 'PENDING' and new.split_from is null and new.replaces is null)
  execute function check_first_status('item', 'PENDING');
create trigger payments_transition before update of status on payments
  for each row when (old.status is distinct from new.status) execute function check_transition('payment');
create trigger payments_first_status before insert on payments
  for each row when (new.status <> 'CONFIRMING') execute function check_first_status('payment', 'CONFIRMING');
