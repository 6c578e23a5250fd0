import * as z from 'zod'
import { singleLine, UrlText } from '@munova/text-contract'
import { Cursor, Limit, page } from '../page.ts'
import { Id, Instant, Moment } from '../primitives.ts'
import { Picture, PictureId } from './pictures.ts'

const SHOP = 'https://munova.example'

/** The address of a page of the shop: a path with its query. */
const ShopPath = UrlText.max(500).refine(isShopPath, 'must be a path of the shop that starts with one /')

/** Nothing that a browser takes for another origin: it leaves out line breaks, takes `\` for `/`, and `//` begins a host. */
function isShopPath(text: string): boolean {
  if (!/^\/[^\s\\\p{Cc}]*$/u.test(text) || !URL.canParse(text, SHOP)) return false
  const { origin, pathname } = new URL(text, SHOP)
  return origin === SHOP && !pathname.includes('//')
}

/** A banner as the home page shows it; `text` is empty without one. */
export const Banner = z.object({
  id: Id,
  title: z.string(),
  text: z.string(),
  link: z.string(),
  picture: Picture.nullable(),
})
export type Banner = z.infer<typeof Banner>

/** Those that are shown now, the first one first. */
export const BannerList = z.object({ items: z.array(Banner) })
export type BannerList = z.infer<typeof BannerList>

/** Shown from `startsAt` until before `endsAt`. */
export const AdminBanner = z.object({
  ...Banner.shape,
  position: z.int().positive(),
  startsAt: Instant,
  endsAt: Instant,
})
export type AdminBanner = z.infer<typeof AdminBanner>

/** Those that have not ended as the home page orders them; those that have ended, the newest first. */
export const AdminBannerPage = page(AdminBanner)
export type AdminBannerPage = z.infer<typeof AdminBannerPage>

/** OPEN: shown now, or planned. */
export const BannerState = z.enum(['OPEN', 'ENDED'])
export type BannerState = z.infer<typeof BannerState>

export const AdminBannerQuery = z.strictObject({
  state: BannerState.default('OPEN'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type AdminBannerQuery = z.infer<typeof AdminBannerQuery>

/** A banner as an administrator sets it. `pictureId` is an upload of this administrator, or the one that the banner has. */
export const BannerEntry = z
  .strictObject({
    title: singleLine({ max: 60 }),
    text: singleLine({ min: 0, max: 160 }).default(''),
    link: ShopPath,
    pictureId: PictureId.nullable().default(null),
    /** Lower ones come first; of equal ones the newest. */
    position: z.int().min(1).max(1_000).default(1),
    startsAt: Moment,
    endsAt: Moment,
  })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    error: 'must be after startsAt',
    path: ['endsAt'],
  })
  .refine(({ endsAt }) => Date.parse(endsAt) > Date.now(), {
    error: 'must be in the future',
    path: ['endsAt'],
  })
export type BannerEntry = z.infer<typeof BannerEntry>
