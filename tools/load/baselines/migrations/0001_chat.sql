-- What every baseline keeps. The checks of a load read `rooms` and `messages` as those of the chat server.

create table room_members (
  room_id bigint,
  member_id bigint,
  primary key (room_id, member_id)
);

create table messages (
  room_id bigint,
  seq bigint,
  sender_id bigint not null,
  client_message_id uuid not null,
  content jsonb not null,
  sent_at timestamptz not null,
  primary key (room_id, seq)
);

create view rooms as
select room_id as id, max(seq) as last_seq from messages group by room_id;
