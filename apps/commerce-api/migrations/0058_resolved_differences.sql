-- expand
-- The page of what administrators have resolved.
create index payment_differences_resolved on payment_differences (id) where resolved_at is not null;
