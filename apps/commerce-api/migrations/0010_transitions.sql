-- expand
-- What may happen to orders, their items, payments, refunds and returns: the rows of orders/states.ts, payments/states.ts and
-- returns/states.ts. Triggers refuse every other change of a status, whoever makes it.
create table transitions (
  machine text not null,
  status text not null,
  action text not null,
  next text not null,
  primary key (machine, status, action)
);

insert into transitions (machine, status, action, next) values
  ('order', 'PENDING', 'confirm', 'CONFIRMING'),
  ('order', 'PENDING', 'expire', 'EXPIRED'),
  ('order', 'PENDING', 'cancel', 'CANCELLED'),
  ('order', 'CONFIRMING', 'capture', 'PAID'),
  ('order', 'CONFIRMING', 'await', 'AWAITING_DEPOSIT'),
  ('order', 'CONFIRMING', 'fail', 'PENDING'),
  ('order', 'AWAITING_DEPOSIT', 'capture', 'PAID'),
  ('order', 'AWAITING_DEPOSIT', 'fail', 'PENDING'),
  ('order', 'PAID', 'cancel', 'CANCELLED'),
  ('item', 'PENDING', 'pay', 'PAID'),
  ('item', 'PENDING', 'cancel', 'CANCELLED'),
  ('item', 'PAID', 'ship', 'SHIPPED'),
  ('item', 'PAID', 'cancel', 'CANCELLED'),
  ('item', 'SHIPPED', 'deliver', 'DELIVERED'),
  ('item', 'DELIVERED', 'confirm', 'CONFIRMED'),
  ('item', 'DELIVERED', 'return', 'RETURN_REQUESTED'),
  ('item', 'DELIVERED', 'exchange', 'EXCHANGE_REQUESTED'),
  ('item', 'CONFIRMED', 'return', 'RETURN_REQUESTED'),
  ('item', 'CONFIRMED', 'exchange', 'EXCHANGE_REQUESTED'),
  ('item', 'RETURN_REQUESTED', 'accept', 'RETURNED'),
  ('item', 'RETURN_REQUESTED', 'reject', 'DELIVERED'),
  ('item', 'EXCHANGE_REQUESTED', 'accept', 'EXCHANGED'),
  ('item', 'EXCHANGE_REQUESTED', 'reject', 'DELIVERED'),
  ('payment', 'CONFIRMING', 'capture', 'DONE'),
  ('payment', 'CONFIRMING', 'await', 'WAITING_FOR_DEPOSIT'),
  ('payment', 'CONFIRMING', 'fail', 'FAILED'),
  ('payment', 'WAITING_FOR_DEPOSIT', 'capture', 'DONE'),
  ('payment', 'WAITING_FOR_DEPOSIT', 'fail', 'FAILED'),
  ('payment', 'FAILED', 'capture', 'DONE'),
  ('payment', 'DONE', 'refundPart', 'PARTIAL_CANCELED'),
  ('payment', 'DONE', 'refundAll', 'CANCELED'),
  ('payment', 'PARTIAL_CANCELED', 'refundPart', 'PARTIAL_CANCELED'),
  ('payment', 'PARTIAL_CANCELED', 'refundAll', 'CANCELED'),
  ('refund', 'REQUESTED', 'settle', 'DONE'),
  ('return', 'REQUESTED', 'accept', 'ACCEPTED'),
  ('return', 'REQUESTED', 'reject', 'REJECTED');

-- The trigger's argument is the machine.
create function check_transition() returns trigger language plpgsql as $$
begin
  if not exists (
    select from transitions where machine = tg_argv[0] and status = old.status and next = new.status
  ) then
    raise exception '% cannot become %', old.status, new.status
      using errcode = 'check_violation', table = tg_table_name, constraint = tg_argv[0] || '_transition';
  end if;
  return new;
end $$;

-- The trigger's arguments are the machine and the only state to be born in.
create function check_first_status() returns trigger language plpgsql as $$
begin
  raise exception '% begins as %, not as %', tg_argv[0], tg_argv[1], new.status
    using errcode = 'check_violation', table = tg_table_name, constraint = tg_argv[0] || '_transition';
end $$;
