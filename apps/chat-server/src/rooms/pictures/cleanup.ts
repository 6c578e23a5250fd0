import type { Sql } from '@munova/database'
import { type Log, type Metrics, PeriodicJob } from '@munova/service'
import type { PicturesContext } from './context.ts'

/**
 * After its upload a picture can be sent for 24 hours (log/picture-parts.ts), so none is sent while it is being deleted. A
 * picture of a deleted group was uploaded at -infinity.
 */
const UNSENT_HOURS = 25

/**
 * Deletes, at an interval, pictures that were not sent, and those of deleted groups: the files, then the row. Any number of
 * nodes may do so at once; what a crash leaves is found by the next run.
 */
export function unsentPicturesCleanup({
  sql,
  config,
  log,
  metrics,
  pictures,
}: Pick<PicturesContext, 'config' | 'pictures'> & { sql: Sql; log: Log; metrics: Metrics }): PeriodicJob {
  return new PeriodicJob({
    name: 'unsent-pictures',
    everyMs: config.PICTURE_CLEANUP_MS,
    log,
    metrics,
    async run() {
      // Index room_pictures_unsent.
      const doomed = await sql<{ id: string }[]>`
        with old as (
          select id from room_pictures
          where seq is null and uploaded_at < now() - ${UNSENT_HOURS} * interval '1 hour'
          order by uploaded_at limit ${config.PICTURE_CLEANUP_BATCH} for update skip locked
        )
        update room_pictures set deleting_at = now() from old where room_pictures.id = old.id
        returning room_pictures.id`
      for (const { id } of doomed) {
        await pictures.store.delete(id)
        await sql`delete from room_pictures where id = ${id} and deleting_at is not null`
      }
      return doomed.length === config.PICTURE_CLEANUP_BATCH ? 'more' : undefined
    },
  })
}

/** Leaves up to `limit` pictures of a deleted group to the job above; resolves to how many. Index room_pictures_room. */
export async function releasePictures(
  sql: Sql,
  { roomId, limit }: { roomId: number; limit: number },
): Promise<number> {
  const { count } = await sql`
    update room_pictures set seq = null, uploaded_at = '-infinity'
    where id in (
      select id from room_pictures where room_id = ${roomId} and uploaded_at > '-infinity' order by id limit ${limit}
      for update)`
  return count
}
