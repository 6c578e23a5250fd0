import { createHash } from 'node:crypto'

/** The widths in pixels in which every picture is stored; a smaller picture is not enlarged. */
export const pictureWidths = [200, 600, 1_200] as const
export type PictureWidth = (typeof pictureWidths)[number]

/**
 * The id of a picture: a hash of what was uploaded, and of whose it is. So a repeated upload is the same picture, and nobody
 * learns from an id, or from the time of an upload, whether somebody else has the same file.
 */
export function pictureId(owner: string | number, uploaded: Uint8Array): string {
  return createHash('sha256').update(`${owner}\n`).update(uploaded).digest('hex')
}
