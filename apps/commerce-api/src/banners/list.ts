import { Id, type AdminBanner, type AdminBannerPage, type AdminBannerQuery, type Banner, type BannerList } from '@munova/commerce-contract' // prettier-ignore
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { toPicture } from '../pictures/picture.ts'
import { problem } from '../problems.ts'

const OpenPosition = z.tuple([z.literal('OPEN'), z.int(), Id])
const EndedPosition = z.tuple([z.literal('ENDED'), Id])

interface BannerRow extends Omit<AdminBanner, 'picture'> {
  pictureId: string | null
  width: number | null
  height: number | null
}

/** The banners that are shown now, BANNERS at most. */
export async function listShownBanners({ genericPlanSql: sql, config }: Context): Promise<BannerList> {
  const rows = await readBanners(
    sql,
    // Index banners_end.
    sql`ends_at > now() and starts_at <= now() order by position, banners.id desc limit ${config.BANNERS}`,
  )
  return { items: rows.map((row) => publicPart(toBanner(row))) }
}

/** Those that are shown or planned in their order, or those that have ended, the newest first. */
export async function listBanners(
  sql: Sql,
  { state, cursor, limit }: AdminBannerQuery,
): Promise<AdminBannerPage> {
  const rows = await readBanners(
    sql,
    state === 'OPEN' ? openAfter(sql, cursor, limit) : endedBefore(sql, cursor, limit),
  )
  return toPage(rows, limit, {
    item: toBanner,
    position: ({ position, id }) => (state === 'OPEN' ? [state, position, id] : [state, id]),
  })
}

/** Throws BANNER_NOT_FOUND. */
export async function readBanner(sql: Sql, id: number): Promise<AdminBanner> {
  const [row] = await readBanners(sql, sql`banners.id = ${id}`)
  if (!row) throw problem('BANNER_NOT_FOUND')
  return toBanner(row)
}

function openAfter(sql: Sql, cursor: string | undefined, limit: number): Fragment {
  const [, position, id] = decodeCursor(OpenPosition, cursor) ?? []
  const place =
    position === undefined || id === undefined
      ? sql``
      : sql`and (position, -banners.id) > (${position}, ${-id})`
  return sql`ends_at > now() ${place} order by position, banners.id desc limit ${limit + 1}`
}

function endedBefore(sql: Sql, cursor: string | undefined, limit: number): Fragment {
  const before = decodeCursor(EndedPosition, cursor)?.[1]
  const place = before === undefined ? sql`` : sql`and banners.id < ${before}`
  return sql`ends_at <= now() ${place} order by banners.id desc limit ${limit + 1}`
}

function readBanners(sql: Sql, condition: Fragment): Promise<BannerRow[]> {
  const columns = columnList<BannerRow>(sql, {
    id: sql`banners.id`,
    title: sql`title`,
    text: sql`text`,
    link: sql`link`,
    pictureId: sql`picture_id`,
    width: sql`width`,
    height: sql`height`,
    position: sql`position`,
    startsAt: isoInstant(sql, sql`starts_at`),
    endsAt: isoInstant(sql, sql`ends_at`),
  })
  return retryOnConnectionLoss(
    () => sql<BannerRow[]>`
      select ${columns} from banners left join pictures on pictures.id = picture_id where ${condition}`,
  )
}

function toBanner({ pictureId, width, height, ...rest }: BannerRow): AdminBanner {
  const picture = pictureId === null ? null : toPicture(pictureId, { width: width!, height: height! })
  return { ...rest, picture }
}

const publicPart = ({ id, title, text, link, picture }: Banner): Banner => ({
  id,
  title,
  text,
  link,
  picture,
})
