import type { RoomPicture } from '@munova/chat-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { pictureId, PictureRejected } from '@munova/pictures'
import { problem } from '../../problems.ts'
import type { PicturesContext } from './context.ts'

export interface Uploader {
  roomId: number
  memberId: number
}

/** Its files are being deleted now, which takes moments. */
const RETRY_AFTER_MS = 1_000

/**
 * Stores an upload as a picture of a room, which its uploader may send; repeating it gives the same one. Throws NOT_A_MEMBER,
 * ROOM_CLOSED, RATE_LIMITED, PICTURE_TYPE_UNSUPPORTED, PICTURE_UNREADABLE, PICTURE_TOO_LARGE, OVERLOADED and, when the store
 * is away, PICTURES_UNAVAILABLE.
 */
export async function storePicture(
  context: PicturesContext,
  uploader: Uploader,
  uploaded: Uint8Array,
): Promise<RoomPicture> {
  const { store, renderer } = context.pictures
  const access = await context.access.of(uploader.memberId, uploader.roomId)
  if (!access) throw problem('NOT_A_MEMBER')
  if (access.status !== 'OPEN') throw problem('ROOM_CLOSED')
  const id = pictureId(`${uploader.roomId} ${uploader.memberId}`, uploaded)
  const known = await renewed(context, id)
  if (known) return { id, ...known }
  const { width, height, sizes } = await renderer.render(uploaded).catch(rejected)
  await begin(context, uploader, { id, width, height })
  await store.put(id, sizes)
  await finish(context, id)
  return { id, width, height }
}

/** A picture that is stored already: the time in which it can be sent begins anew. */
async function renewed({ sql }: PicturesContext, id: string): Promise<Omit<RoomPicture, 'id'> | undefined> {
  const [known] = await retryOnConnectionLoss(
    () => sql<Omit<RoomPicture, 'id'>[]>`
      update room_pictures set uploaded_at = now()
      where id = ${id} and stored_at is not null and deleting_at is null
      returning width, height`,
  )
  return known
}

/** Writes the row before the files. Uploads of one member at the same moment may exceed the limit by their number. */
async function begin(
  { sql, config }: PicturesContext,
  { roomId, memberId }: Uploader,
  { id, width, height }: RoomPicture,
): Promise<void> {
  const { PICTURES_PER_HOUR: perHour } = config
  // Index room_pictures_uploader.
  const [{ begun, recent }] = await retryOnConnectionLoss(
    () => sql<[{ begun: boolean; recent: number }]>`
      with own as (
        select count(*)::int as recent from room_pictures
        where uploader_id = ${memberId} and uploaded_at > now() - interval '1 hour' and id <> ${id}
      ), begun as (
        insert into room_pictures (id, room_id, uploader_id, width, height)
        select ${id}, ${roomId}, ${memberId}, ${width}, ${height} from own where recent < ${perHour}
        on conflict (id) do update set uploaded_at = now() where room_pictures.deleting_at is null
        returning id
      )
      select exists (select from begun) as begun, recent from own`,
  )
  if (begun) return
  if (recent >= perHour) throw problem('RATE_LIMITED', { detail: 'perHour', perHour, retryAfterMs: 60_000 })
  throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

async function finish({ sql }: PicturesContext, id: string): Promise<void> {
  const finished = await retryOnConnectionLoss(
    () => sql`
      update room_pictures set stored_at = coalesce(stored_at, now()) where id = ${id} and deleting_at is null
      returning id`,
  )
  if (finished.length === 0) throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

function rejected(error: unknown): never {
  if (!(error instanceof PictureRejected)) throw error
  switch (error.rejection) {
    case 'TYPE':
      throw problem('PICTURE_TYPE_UNSUPPORTED')
    case 'UNREADABLE':
      throw problem('PICTURE_UNREADABLE', { cause: error })
    case 'TOO_LARGE':
      throw problem('PICTURE_TOO_LARGE')
    case 'BUSY':
      throw problem('OVERLOADED', { cause: error, retryAfterMs: RETRY_AFTER_MS })
  }
}
