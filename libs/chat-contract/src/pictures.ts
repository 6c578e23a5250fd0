import * as z from 'zod'
import { Instant, PathId } from './primitives.ts'

export const PictureId = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a picture')

const pixels = z.int().positive().max(20_000)

/** A picture that was uploaded to a room, for an IMAGE of its uploader. */
export const RoomPicture = z.object({ id: PictureId, width: pixels, height: pixels })
export type RoomPicture = z.infer<typeof RoomPicture>

export const RoomPicturePath = z.strictObject({ id: PathId, pictureId: PictureId })

/** Where a member of the room gets the picture until `expiresAt`, without a token: relative to the address of the server. */
export const PictureLinks = z.object({
  small: z.string(),
  medium: z.string(),
  large: z.string(),
  expiresAt: Instant,
})
export type PictureLinks = z.infer<typeof PictureLinks>

/** A file of a picture. */
export const PictureFilePath = z.strictObject({ id: PictureId, width: z.enum(['200', '600', '1200']) })

/** The signed part of a link, as `PictureLinks` has it. */
export const PictureLinkQuery = z.strictObject({
  expires: z.string().regex(/^\d{1,15}$/, 'must be a number of milliseconds'),
  signature: z.string().max(100),
})
