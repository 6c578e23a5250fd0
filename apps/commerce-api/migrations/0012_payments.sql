-- expand
-- An attempt to pay, written before the gateway is called. `promised` is what refunds are owed of it, `cancelled` what of
-- these is done: no more than was paid is ever promised.
create table payments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  payment_key text not null constraint payments_key unique check (char_length(payment_key) between 1 and 200),
  amount bigint not null check (amount > 0),
  status text not null default 'CONFIRMING'
    check (status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT', 'DONE', 'PARTIAL_CANCELED', 'CANCELED', 'FAILED')),
  promised bigint not null default 0,
  cancelled bigint not null default 0,
  method text,
  -- The gateway's code for why it FAILED.
  failure text,
  bank_code text,
  account_number text,
  due_date timestamptz(3),
  requested_at timestamptz(3) not null default now(),
  approved_at timestamptz(3),
  -- When the reconciler asks the gateway what became of it; null = nothing is open.
  check_at timestamptz(3) default now(),
  checks integer not null default 0,
  constraint payments_money check (
    cancelled between 0 and promised and promised <= amount
    and (status in ('DONE', 'PARTIAL_CANCELED', 'CANCELED') or promised = 0)
    and (status = 'CANCELED') = (cancelled = amount)
    and (status = 'PARTIAL_CANCELED') = (cancelled > 0 and cancelled < amount)
  )
);
alter table orders add constraint orders_payment_fkey foreign key (payment_id) references payments (id);
create index payments_order on payments (order_id, id);
-- An order has one open attempt.
create unique index payments_open on payments (order_id) where status in ('CONFIRMING', 'WAITING_FOR_DEPOSIT');
create index payments_check on payments (check_at) where check_at is not null;

create trigger payments_transition before update of status on payments
  for each row when (old.status is distinct from new.status) execute function check_transition('payment');
create trigger payments_first_status before insert on payments
  for each row when (new.status <> 'CONFIRMING') execute function check_first_status('payment', 'CONFIRMING');

-- Owed from the moment that it is written, by the statement that took the goods back.
create table refunds (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  payment_id bigint not null references payments (id),
  amount bigint not null check (amount > 0),
  cause text not null check (cause in ('CANCEL', 'RETURN', 'LATE')),
  reason text not null check (char_length(reason) between 1 and 100),
  status text not null default 'REQUESTED' check (status in ('REQUESTED', 'DONE')),
  -- Where a deposit goes back to.
  bank text,
  account_number text,
  holder_name text,
  requested_at timestamptz(3) not null default now(),
  done_at timestamptz(3),
  -- The gateway said no so many times; each new try is a new operation to it.
  refusals integer not null default 0,
  check_at timestamptz(3) not null default now(),
  checks integer not null default 0,
  constraint refunds_done check ((status = 'DONE') = (done_at is not null))
);
create index refunds_order on refunds (order_id, id);
create index refunds_check on refunds (check_at) where status = 'REQUESTED';

create trigger refunds_transition before update of status on refunds
  for each row when (old.status is distinct from new.status) execute function check_transition('refund');
create trigger refunds_first_status before insert on refunds
  for each row when (new.status <> 'REQUESTED') execute function check_first_status('refund', 'REQUESTED');

-- Every movement of money that the gateway has confirmed, once. Only ever added to.
create table ledger (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  payment_id bigint not null references payments (id),
  kind text not null check (kind in ('CAPTURE', 'CANCEL')),
  amount bigint not null check (amount > 0),
  -- The payment's key for a capture, the cancellation's for a cancel.
  transaction_key text not null,
  at timestamptz(3) not null default now(),
  constraint ledger_once unique (payment_id, kind, transaction_key)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name using errcode = 'check_violation';
end $$;
create trigger ledger_append_only before update or delete on ledger
  for each row execute function refuse_change();
