-- expand
-- When the gateway was last asked about a payment: webhooks, which anybody can send, bring the next look-up forward only so
-- far.
alter table payments add column looked_up_at timestamptz(3);

-- A refund that was made at the gateway, not requested here, is DONE when it is first seen.
alter table refunds
  drop constraint refunds_cause_check,
  add constraint refunds_cause_check check (cause in ('CANCEL', 'RETURN', 'LATE', 'GATEWAY'));
drop trigger refunds_first_status on refunds;
create trigger refunds_first_status before insert on refunds
  for each row when (new.status <> 'REQUESTED' and new.cause <> 'GATEWAY')
  execute function check_first_status('refund', 'REQUESTED');

-- What the gateway did and the shop cannot settle by itself: an administrator looks at it.
create table payment_differences (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('PART_REFUNDED', 'REFUNDED_AFTER_SHIPPING', 'UNKNOWN_PAYMENT', 'NOT_AT_GATEWAY')),
  payment_key text not null check (char_length(payment_key) between 1 and 200),
  -- Of the gateway; empty: the difference is about the payment as a whole.
  transaction_key text not null default '' check (char_length(transaction_key) <= 250),
  order_id bigint references orders (id),
  amount bigint not null check (amount >= 0),
  found_at timestamptz(3) not null default now(),
  resolved_at timestamptz(3),
  note text check (char_length(note) between 1 and 500),
  constraint payment_differences_once unique (payment_key, kind, transaction_key),
  constraint payment_differences_resolved check ((resolved_at is null) = (note is null))
);
create index payment_differences_open on payment_differences (id) where resolved_at is null;
