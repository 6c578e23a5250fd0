import * as z from 'zod'

export const PictureId = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a picture')

/** The widths in pixels in which pictures are stored. */
export const pictureWidths = ['200', '600', '1200'] as const

/** What the path of a picture names. */
export const PicturePath = z.strictObject({ id: PictureId, width: z.enum(pictureWidths) })
export type PicturePath = z.infer<typeof PicturePath>

/** The addresses of a picture on the host of the API. */
export const PictureUrls = z.object({ small: z.string(), medium: z.string(), large: z.string() })

/**
 * An uploaded picture. `width` and `height` are those of the largest
 * size, which is smaller than its address says when the upload was.
 */
export const Picture = z.object({
  id: PictureId,
  urls: PictureUrls,
  width: z.int().positive(),
  height: z.int().positive(),
})
export type Picture = z.infer<typeof Picture>

const FOLDER = '/v1/pictures/'
const ADDRESS = /^\/v1\/pictures\/([0-9a-f]{64})\/(200|600|1200)\.webp$/

/** The address of a picture in one of its sizes. */
export function pictureUrl({ id, width }: PicturePath): string {
  return `${FOLDER}${id}/${width}.webp`
}

/** The id in the address of a picture; undefined for any other address. */
export function pictureIdOf(url: string): string | undefined {
  return ADDRESS.exec(url)?.[1]
}

/** Whether the address is that of a picture, or has nothing to do with pictures. */
export function isNoBrokenPictureUrl(url: string): boolean {
  return !url.startsWith(FOLDER) || ADDRESS.test(url)
}
