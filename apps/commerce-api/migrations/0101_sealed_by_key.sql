-- expand
-- Accounts by the id of the key that sealed them, which the text begins with: there are few, those of deposits that go back.
create index refunds_sealed_account on refunds (split_part(sealed_account, '.', 1)) where sealed_account is not null;
create index returns_sealed_account on returns (split_part(sealed_account, '.', 1)) where sealed_account is not null;
