-- expand
-- Access tokens are void before they expire when the member withdraws, is suspended, signs out everywhere or gets another
-- role. Every process reads what has changed since it read last (members_access_changed).
alter table members
  add column token_generation integer not null default 0,
  -- When the status or the token generation changed; null = never.
  add column changed_at timestamptz,
  add column suspended_reason text check (char_length(suspended_reason) between 1 and 500),
  drop constraint members_status_check,
  add constraint members_status_check check (status in ('ACTIVE', 'SUSPENDED', 'WITHDRAWN')),
  drop constraint members_withdrawn_blank,
  add constraint members_withdrawn_blank
    check ((status = 'WITHDRAWN') = (email is null) and (status = 'WITHDRAWN') = (password_hash is null)),
  add constraint members_suspended_reason check ((status = 'SUSPENDED') = (suspended_reason is not null));

-- A session ends with the generation in which it began, also one that began while the member signed out everywhere.
alter table refresh_tokens add column token_generation integer not null default 0;

create index members_access_changed on members (changed_at) where status <> 'ACTIVE' or token_generation > 0;
