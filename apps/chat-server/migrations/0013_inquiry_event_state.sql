-- contract
-- Which events about an inquiry were emitted; the table of 0011 under the names that the code uses.
alter table inquiry_notices rename to inquiry_event_state;
alter table inquiry_event_state rename column buyer_told_seq to buyer_notified_seq;
alter table inquiry_event_state rename column seller_told_seq to seller_notified_seq;
alter table inquiry_event_state rename column look_at to check_at;
alter index inquiry_notices_due rename to inquiry_event_state_due;

-- The primary key, and from PostgreSQL 18 on the NOT NULL constraints.
do $$
declare
  old_name text;
begin
  for old_name in
    select conname from pg_constraint
    where conrelid = 'inquiry_event_state'::regclass and conname like 'inquiry\_notices\_%'
  loop
    execute format('alter table inquiry_event_state rename constraint %I to %I', old_name,
      replace(replace(replace(old_name, 'inquiry_notices', 'inquiry_event_state'), '_told_', '_notified_'),
        'look_at', 'check_at'));
  end loop;
end $$;

comment on table inquiry_event_state is
  'Apart from rooms and room_members, whose rows every message updates';
comment on column inquiry_event_state.seen_seq is 'Messages were scanned up to this seq';
comment on column inquiry_event_state.answered_seq is 'Messages of the seller up to this seq were taken into account as answers';
comment on column inquiry_event_state.buyer_notified_seq is
  'chat.message.unread was emitted for the buyer up to this seq; the next one only after the buyer has read that far';
comment on column inquiry_event_state.seller_notified_seq is 'As buyer_notified_seq, for the seller';
comment on column inquiry_event_state.check_at is
  'When to check for unread messages; null = no message since the last check';
