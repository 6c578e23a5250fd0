-- expand
-- What a member is shown of a session.
alter table refresh_tokens add column created_at timestamptz not null default now();
update refresh_tokens set created_at = rotated_at;

-- The default of an address book is the address that was chosen last; without any choice, the newest. So there is
-- exactly one whatever runs at the same time, and no row has to be locked for it.
alter table addresses add column chosen_at timestamptz;
