-- expand
-- When the personal data of the order was blanked. The order itself stays, since money and stock refer to it.
alter table orders add column blanked_at timestamptz(3);

-- What the jobs look for, oldest first.
create index orders_to_blank on orders (placed_at) where blanked_at is null;
create index orders_unpaid_to_blank on orders (placed_at)
  where blanked_at is null and paid_at is null and status in ('EXPIRED', 'CANCELLED');
create index notifications_created on notifications (created_at);
create index refresh_tokens_expiry on refresh_tokens (expires_at);
