-- expand
-- What commerce-api was told about an inquiry. Apart from rooms and room_members, whose rows every message updates.
create table inquiry_notices (
  room_id bigint primary key,
  -- Messages were looked at up to here, and those of the seller told as answers up to there.
  seen_seq bigint not null default 0,
  answered_seq bigint not null default 0,
  -- Each was told of unread messages up to here. Not again before they have read as far.
  buyer_told_seq bigint not null default 0,
  seller_told_seq bigint not null default 0,
  -- When to look whether somebody has not read; null = nothing was written since.
  look_at timestamptz
) with (fillfactor = 70);

create index inquiry_notices_due on inquiry_notices (look_at) where look_at is not null;

-- What was written before there were notices is nobody's news.
insert into inquiry_notices (room_id, seen_seq, answered_seq)
select id, last_message_seq, last_message_seq from rooms where kind = 'INQUIRY' and last_message_seq is not null;
