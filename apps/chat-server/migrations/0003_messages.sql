-- expand
-- The room log: messages and what happened to the room, one seq after the other. No foreign key to rooms: the one
-- statement that writes here holds the room's row, and rooms are never deleted.
create table messages (
  room_id bigint not null,
  seq bigint not null check (seq > 0),
  event text not null,
  sender_id bigint not null,
  client_message_id uuid,
  type text,
  content json not null,
  reply_to bigint,
  -- How many messages the room has up to and including this entry; joins and the like do not count.
  message_no bigint not null,
  sent_at timestamptz not null,
  primary key (room_id, seq)
) partition by hash (room_id);

-- A retry is recognised by this key.
create unique index messages_client_id on messages (room_id, sender_id, client_message_id)
  where client_message_id is not null;

do $$
begin
  for part in 0..15 loop
    execute format(
      'create table messages_%s partition of messages for values with (modulus 16, remainder %s)', part, part);
  end loop;
end $$;
