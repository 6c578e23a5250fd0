import type { PictureLinks } from '@munova/chat-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import type { PicturesContext } from './context.ts'

/**
 * The links of a picture of a room, for a member who may read a message that shows it, and for who has uploaded it. Throws
 * NOT_A_MEMBER, PICTURE_NOT_FOUND.
 */
export async function linkPicture(
  { sql, access, pictures }: PicturesContext,
  { roomId, memberId, pictureId }: { roomId: number; memberId: number; pictureId: string },
): Promise<PictureLinks> {
  const allowed = await access.of(memberId, roomId)
  if (!allowed) throw problem('NOT_A_MEMBER')
  const [picture] = await retryOnConnectionLoss(
    () => sql`
      select from room_pictures
      where id = ${pictureId} and room_id = ${roomId} and stored_at is not null and deleting_at is null
        and (uploader_id = ${memberId} or seq >= ${allowed.firstSeq})`,
  )
  if (!picture) throw problem('PICTURE_NOT_FOUND')
  return pictures.links.linksTo(pictureId)
}
