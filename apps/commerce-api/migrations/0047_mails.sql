-- expand
-- Null: nobody has shown yet that they read the mail of this address.
alter table members add column email_verified_at timestamptz(3);

-- Mail that waits to be sent, written by the statement of its cause. What it says is made when it is sent, and a row is
-- deleted then: no token is ever in it. A rejected mail is parked without its address.
create table mails (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('RESET_PASSWORD', 'VERIFY_EMAIL', 'CHANGE_EMAIL', 'EMAIL_CHANGED')),
  -- Null: whoever has the address now, who may be nobody.
  member_id bigint references members (id),
  recipient text check (char_length(recipient) <= 254),
  created_at timestamptz not null default now(),
  -- When it is sent, or tried again. Who sends it sets this to the end of a lease.
  next_at timestamptz not null default now(),
  deferrals integer not null default 0,
  rejections integer not null default 0,
  parked_at timestamptz,
  constraint mails_parked check ((parked_at is null) = (recipient is not null))
);

create index mails_next on mails (next_at) where parked_at is null;
create index mails_member on mails (member_id) where member_id is not null;

-- What a mailed link carries, by its SHA-256: whoever presents it reads the mail of `email`. Used once.
create table mailed_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  purpose text not null check (purpose in ('RESET_PASSWORD', 'VERIFY_EMAIL', 'CHANGE_EMAIL')),
  member_id bigint not null references members (id),
  email text not null check (char_length(email) <= 254),
  expires_at timestamptz not null
);

create index mailed_tokens_member on mailed_tokens (member_id);
create index mailed_tokens_expiry on mailed_tokens (expires_at);
