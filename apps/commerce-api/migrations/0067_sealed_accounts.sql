-- expand
-- Where a deposit goes back to, encrypted; deleted once the refund is done or the return rejected. A job moves the plain
-- columns of the version before this one here.
alter table refunds add column sealed_account text check (char_length(sealed_account) <= 500);
alter table returns add column sealed_account text check (char_length(sealed_account) <= 500);
create index refunds_plain_account on refunds (id) where bank is not null;
create index returns_plain_account on returns (id) where bank is not null;

-- When the buyer was asked for the account: there was none, or the gateway has rejected it. Null again once it is named.
alter table refunds add column account_asked_at timestamptz(3);
