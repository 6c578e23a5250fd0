import type { PicturesContext } from './context.ts'

/** Pictures whose files are deleted at the same time. */
const DELETES = 4

/**
 * Deletes pictures that no product has had within UNUSED_PICTURE_HOURS of their upload: the files, then the row. What a crash
 * leaves is found by the next run. Resolves to their number.
 */
export async function deleteUnusedPictures({ sql, config, pictures }: PicturesContext): Promise<number> {
  // Index pictures_unused. Nobody marks a picture as used from here on, and nobody begins to store it again.
  const doomed = await sql<{ id: string }[]>`
    with old as (
      select id from pictures
      where used_at is null and uploaded_at < now() - ${config.UNUSED_PICTURE_HOURS} * interval '1 hour'
      order by uploaded_at limit ${config.UNUSED_PICTURE_BATCH} for update skip locked
    )
    update pictures set deleting_at = now() from old where pictures.id = old.id
    returning pictures.id`
  const ids = doomed.map(({ id }) => id)
  for (let first = 0; first < ids.length; first += DELETES) {
    const some = ids.slice(first, first + DELETES)
    await Promise.all(some.map((id) => pictures.store.delete(id)))
    await sql`delete from pictures where id = any(${some}::text[]) and deleting_at is not null`
  }
  return ids.length
}
