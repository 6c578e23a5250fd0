import { pictureUrl, type AdminBanner, type BannerEntry } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { requireActiveRole } from '../accounts/members/require-active-role.ts'
import type { RequestActor } from '../audit/actor.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Context } from '../context.ts'
import { usePictures } from '../pictures/use.ts'
import { problem } from '../problems.ts'
import { readBanner } from './list.ts'

/**
 * Throws TOO_MANY_BANNERS, PICTURE_NOT_FOUND, and FORBIDDEN when the member is not an administrator any more. Of two who create at
 * once both may succeed where one more was allowed.
 */
export async function createBanner(
  { sql, config }: Context,
  admin: RequestActor,
  entry: BannerEntry,
): Promise<AdminBanner> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const { BANNERS: atMost } = config
  await usePicture(sql, admin, entry.pictureId)
  const created = cte(
    sql,
    'created',
    sql`
      insert into banners (title, text, link, picture_id, position, starts_at, ends_at, created_by)
      select ${valuesOf(sql, entry)}, ${admin.memberId}
      where (select count(*) from banners where ends_at > now()) < ${atMost}
      returning *`,
  )
  const audited = auditEntry(sql, admin, {
    action: 'banner.create',
    thing: 'banner',
    thingId: sql`id`,
    details: described(sql, sql`created`),
    from: created,
  })
  const [row] = await sql<{ id: number }[]>`
    with ${created.definition}, audit as (${audited})
    select id from ${created.name}`
  if (!row) throw problem('TOO_MANY_BANNERS', { detail: 'atMost', banners: atMost })
  return readBanner(sql, row.id)
}

/**
 * Sets all fields; without a difference it has no effect. Throws BANNER_NOT_FOUND, BANNER_ENDED, PICTURE_NOT_FOUND, and FORBIDDEN when
 * the member is not an administrator any more.
 */
export async function changeBanner(
  { sql }: Context,
  admin: RequestActor,
  { bannerId, ...entry }: BannerEntry & { bannerId: number },
): Promise<AdminBanner> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const former = await readBanner(sql, bannerId)
  // The one that it has may be of another administrator.
  if (entry.pictureId !== former.picture?.id) await usePicture(sql, admin, entry.pictureId)
  const columns = sql`title, text, link, picture_id, position, starts_at, ends_at`
  const changed = cte(
    sql,
    'changed',
    sql`
      update banners set (${columns}) = (select ${valuesOf(sql, entry)})
      from target
      where banners.id = target.id and target.is_open and (${columns}) is distinct from (${valuesOf(sql, entry)})
      returning banners.*, target.details as former`,
  )
  const audited = auditEntry(sql, admin, {
    action: 'banner.change',
    thing: 'banner',
    thingId: sql`id`,
    details: sql`jsonb_build_object('from', former, 'to', ${described(sql, sql`changed`)})`,
    from: changed,
  })
  const [target] = await retryOnConnectionLoss(
    () => sql<{ isOpen: boolean }[]>`
      with target as materialized (
        select id, ends_at > now() as is_open, ${described(sql, sql`banners`)} as details
        from banners where id = ${bannerId} for no key update
      ), ${changed.definition}, audit as (${audited})
      select is_open as "isOpen" from target`,
  )
  if (target?.isOpen === false) throw problem('BANNER_ENDED')
  return readBanner(sql, bannerId)
}

/**
 * The banner is not shown any more from now on. Idempotent. Throws BANNER_NOT_FOUND, and FORBIDDEN when the member is not an administrator
 * any more.
 */
export async function endBanner({ sql }: Context, admin: RequestActor, id: number): Promise<AdminBanner> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const ended = cte(
    sql,
    'ended',
    sql`
      update banners set starts_at = least(starts_at, now()), ends_at = now()
      where id = ${id} and ends_at > now()
      returning id`,
  )
  const audited = auditEntry(sql, admin, {
    action: 'banner.end',
    thing: 'banner',
    thingId: sql`id`,
    from: ended,
  })
  await retryOnConnectionLoss(
    () => sql`with ${ended.definition}, audit as (${audited}) select from ${ended.name}`,
  )
  return readBanner(sql, id)
}

async function usePicture(sql: Sql, { memberId }: RequestActor, id: string | null): Promise<void> {
  if (id !== null) await usePictures(sql, memberId, [pictureUrl({ id, width: '600' })])
}

/** In the order of the columns. */
const valuesOf = (sql: Sql, entry: BannerEntry): Fragment => sql`
  ${entry.title}::text, ${entry.text}::text, ${entry.link}::text, ${entry.pictureId}::text,
  ${entry.position}::smallint, ${entry.startsAt}::timestamptz(3), ${entry.endsAt}::timestamptz(3)`

/** For the audit log. */
const described = (sql: Sql, banner: Fragment): Fragment => sql`
  jsonb_build_object('title', ${banner}.title, 'link', ${banner}.link, 'position', ${banner}.position,
    'startsAt', ${banner}.starts_at, 'endsAt', ${banner}.ends_at)`
