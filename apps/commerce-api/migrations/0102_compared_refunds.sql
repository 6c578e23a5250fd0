-- expand
-- REFUNDS: what was refunded on the day is compared, after the payments captured on it.
alter table compared_days
  drop constraint compared_days_step_check,
  add constraint compared_days_step_check check (step in ('LIST', 'THEIRS', 'OURS', 'REFUNDS', 'DONE')),
  -- How often the page at this position was begun: after COMPARE_DAYS_TRIES what fails is left to administrators.
  add column tries integer not null default 0;

-- The refunds of a day.
create index ledger_cancelled on ledger (at, id) where kind = 'CANCEL';

alter table payment_differences
  drop constraint payment_differences_kind_check,
  add constraint payment_differences_kind_check check (
    kind in ('PART_REFUNDED', 'REFUNDED_AFTER_SHIPPING', 'UNKNOWN_PAYMENT', 'NOT_AT_GATEWAY', 'OTHER_PAYMENT', 'OTHER_REFUND',
      'NOT_COMPARED')
  );
