import type { Sql } from '@munova/database'

/**
 * The parts of the append statement that deal with pictures; empty when no draft of the batch has one, as in nearly all
 * batches. A picture is sent by who has uploaded it to the room, for the first time within 24 hours: unsent pictures are
 * deleted after 25 (rooms/pictures/cleanup.ts).
 */
export function pictureParts(sql: Sql, ids: readonly (string | null)[]) {
  const none = sql``
  if (ids.every((id) => id === null)) {
    return { values: none, name: none, isSame: none, rejection: none, content: none, join: none, sent: none }
  }
  return {
    values: sql`, ${[...ids]}::text[]`,
    name: sql`, picture_id`,
    isSame: sql`when i.picture_id is not null then m.content->>'pictureId' = i.picture_id`,
    rejection: sql`
      when i.picture_id is not null and not exists (
        select from room_pictures p where p.id = i.picture_id and p.room_id = i.room_id and p.uploader_id = i.sender_id
          and p.stored_at is not null and p.deleting_at is null
          and (p.seq is not null or p.uploaded_at > now() - interval '24 hours'))
        then 'PICTURE_NOT_FOUND'`,
    content: sql`when pic.id is not null then json_build_object('pictureId', pic.id,
      'url', '/v1/rooms/' || pic.room_id || '/pictures/' || pic.id, 'width', pic.width, 'height', pic.height)`,
    join: sql`left join room_pictures pic on pic.id = j.picture_id`,
    sent: sql`,
    sent_pictures as (
      update room_pictures p set seq = greatest(p.seq, s.seq)
      from (select content::json->>'pictureId' as id, max(seq) as seq from stored where content is not null group by 1) s
      where p.id = s.id
    )`,
  }
}
