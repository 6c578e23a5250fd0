-- expand
-- The gateway's list of transactions is compared with the payments, a day of Korea's calendar at a time. A step writes where
-- it has come to and what it did in one statement, on condition that nobody else did: so each is done once.
create table compared_days (
  day date primary key,
  -- LIST: the list is fetched. THEIRS: its rows are compared. OURS: the payments captured on that day are.
  step text not null default 'LIST' check (step in ('LIST', 'THEIRS', 'OURS', 'DONE')),
  -- The last transaction, or payment, of this step that is done.
  position text not null default '' check (char_length(position) <= 64),
  -- When a process may take the day: later while another works on it, or after a failure.
  check_at timestamptz(3) not null default now(),
  compared_at timestamptz(3),
  constraint compared_days_done check ((step = 'DONE') = (compared_at is not null))
);
create index compared_days_open on compared_days (day) where step <> 'DONE';

-- As the gateway lists them: a payment and each of its cancellations is a transaction of its own.
create table gateway_transactions (
  transaction_key text primary key check (char_length(transaction_key) between 1 and 64),
  day date not null references compared_days (day),
  payment_key payment_key not null,
  order_number text not null check (char_length(order_number) <= 64),
  status text not null check (char_length(status) <= 30),
  amount bigint not null,
  at timestamptz(3) not null
);
create index gateway_transactions_day on gateway_transactions (day, transaction_key);
create index gateway_transactions_payment on gateway_transactions (payment_key);

-- The payments captured on a day.
create index payments_approved on payments (approved_at, id) where approved_at is not null;

alter table payment_differences
  drop constraint payment_differences_kind_check,
  add constraint payment_differences_kind_check check (
    kind in ('PART_REFUNDED', 'REFUNDED_AFTER_SHIPPING', 'UNKNOWN_PAYMENT', 'NOT_AT_GATEWAY', 'OTHER_PAYMENT', 'OTHER_REFUND')
  );
