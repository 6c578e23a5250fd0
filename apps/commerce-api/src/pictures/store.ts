import type { Picture } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { pictureId, PictureRejected, type RenderedPicture } from '@munova/pictures'
import { problem } from '../problems.ts'
import type { PicturesContext } from './context.ts'
import { toPicture } from './picture.ts'

/** Its files are being deleted now, which takes moments. */
const RETRY_AFTER_MS = 1_000

/**
 * Stores an upload as a picture of its owner; repeating it gives the same one. Throws PICTURE_TYPE_UNSUPPORTED, PICTURE_UNREADABLE,
 * PICTURE_TOO_LARGE, TOO_MANY_PICTURES, OVERLOADED and, when the store is away, PICTURES_UNAVAILABLE.
 */
export async function storePicture(
  context: PicturesContext,
  ownerId: number,
  uploaded: Uint8Array,
): Promise<Picture> {
  const { store, renderer, stored } = context.pictures
  const id = pictureId(ownerId, uploaded)
  try {
    const known = await renewed(context, id)
    if (known) return toPicture(id, known)
    const rendered = await renderer.render(uploaded)
    await begin(context, { id, ownerId, ...rendered })
    await store.put(id, rendered.sizes)
    await finish(context, id)
    stored.inc({ outcome: 'STORED' })
    return toPicture(id, rendered)
  } catch (error) {
    if (!(error instanceof PictureRejected)) throw error
    stored.inc({ outcome: error.rejection })
    throw rejected(error, context)
  }
}

/** A picture that is stored already: what is deleted after a day is counted from now. */
async function renewed({ sql }: PicturesContext, id: string): Promise<Sized | undefined> {
  const [known] = await retryOnConnectionLoss(
    () => sql<Sized[]>`
      update pictures set uploaded_at = now()
      where id = ${id} and stored_at is not null and deleting_at is null
      returning width, height`,
  )
  return known
}

/** Writes the row before the files. Uploads of one member at the same moment may exceed the limits by their number. */
async function begin(
  { sql, config }: PicturesContext,
  { id, ownerId, width, height }: Pick<RenderedPicture, 'width' | 'height'> & { id: string; ownerId: number },
): Promise<void> {
  const { PICTURES_PER_MEMBER: all, UNUSED_PICTURES_PER_MEMBER: unused } = config
  // Index pictures_owner.
  const [{ begun, own, ownUnused }] = await retryOnConnectionLoss(
    () => sql<[{ begun: boolean; own: number; ownUnused: number }]>`
      with own as (
        select count(*)::int as own, (count(*) filter (where used_at is null))::int as own_unused
        from pictures where owner_id = ${ownerId} and id <> ${id}
      ), begun as (
        insert into pictures (id, owner_id, width, height)
        select ${id}, ${ownerId}, ${width}, ${height} from own where own < ${all} and own_unused < ${unused}
        on conflict (id) do update set uploaded_at = now() where pictures.deleting_at is null
        returning id
      )
      select exists (select from begun) as begun, own, own_unused as "ownUnused" from own`,
  )
  if (begun) return
  if (own >= all) throw problem('TOO_MANY_PICTURES', { detail: 'atMost', pictures: all })
  if (ownUnused >= unused) throw problem('TOO_MANY_PICTURES', { detail: 'unused', pictures: unused })
  throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

async function finish({ sql }: PicturesContext, id: string): Promise<void> {
  const finished = await retryOnConnectionLoss(
    () => sql`
      update pictures set stored_at = coalesce(stored_at, now()) where id = ${id} and deleting_at is null returning id`,
  )
  // It took a day, and the row was deleted meanwhile.
  if (finished.length === 0) throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

function rejected({ rejection, cause }: PictureRejected, { config }: PicturesContext): Error {
  switch (rejection) {
    case 'TYPE':
      return problem('PICTURE_TYPE_UNSUPPORTED')
    case 'UNREADABLE':
      return problem('PICTURE_UNREADABLE', { cause })
    case 'TOO_LARGE':
      return problem('PICTURE_TOO_LARGE', { detail: 'atMost', pixels: config.PICTURE_PIXELS })
    case 'BUSY':
      return problem('OVERLOADED', { cause, retryAfterMs: RETRY_AFTER_MS })
  }
}

type Sized = Pick<Picture, 'width' | 'height'>
