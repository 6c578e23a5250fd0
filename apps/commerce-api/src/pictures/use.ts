import { pictureIdOf } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'

/**
 * Marks the owner's pictures among these addresses as used, before a product gets them: from then on they are kept, also when
 * the product does not get them after all. Other addresses do not matter. Throws PICTURE_NOT_FOUND.
 */
export async function usePictures(sql: Sql, ownerId: number, urls: readonly string[]): Promise<void> {
  const ids = [...new Set(urls.flatMap((url) => pictureIdOf(url) ?? []))]
  if (ids.length === 0) return
  const used = await retryOnConnectionLoss(
    () => sql`
      with own as (
        select id from pictures
        where id = any(${ids}::text[]) and owner_id = ${ownerId} and stored_at is not null and deleting_at is null
        order by id for update
      )
      update pictures set used_at = coalesce(used_at, now()) from own where pictures.id = own.id
      returning pictures.id`,
  )
  if (used.length < ids.length) throw problem('PICTURE_NOT_FOUND')
}
