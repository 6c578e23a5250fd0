-- expand
-- Which version of the terms and of the privacy policy a member agreed to, and when. Kept after the member has withdrawn: it is the proof.
create table member_consents (
  member_id bigint not null references members (id),
  document text not null check (document in ('TERMS', 'PRIVACY')),
  version text not null check (char_length(version) between 1 and 64),
  given_at timestamptz(3) not null default now(),
  primary key (member_id, document, version)
);
