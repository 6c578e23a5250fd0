-- expand
-- By when the law wants the money back with the buyer. The code computes it by working days; the default is for the
-- version before this one, and is never later.
alter table refunds add column due_at timestamptz(3) not null default now() + interval '3 days';
update refunds set due_at = requested_at + interval '3 days';

-- Pending refunds in the order in which they are due.
create index refunds_due on refunds (due_at, id) where status = 'REQUESTED';
