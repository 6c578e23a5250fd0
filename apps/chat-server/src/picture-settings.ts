import { z } from 'zod'

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const milliseconds = count

/** The settings of pictures. */
export const pictureSettings = {
  /** Where the pictures of rooms are: a folder, which all nodes share, or a bucket, as in commerce-api; not the one of commerce-api. */
  PICTURE_STORE: z.string().min(1).default('.munova/pictures/chat'),
  /** The largest file of a picture, and its most pixels. */
  PICTURE_BYTES: count(15 * 1024 * 1024),
  PICTURE_PIXELS: count(50_000_000),
  /** The longest time of each step of decoding and encoding a picture. */
  PICTURE_DECODE_MS: milliseconds(10_000),
  /** Pictures decoded at the same time; each takes up to 4 bytes of memory for a pixel. One, so that messages go on. */
  PICTURE_DECODES: count(1),
  /** Uploads that a node receives or decodes at the same time, each with its file in memory, and those of one member. */
  PICTURE_UPLOADS: count(8),
  PICTURE_UPLOADS_PER_MEMBER: count(2),
  /** New pictures of a member, on all nodes together. */
  PICTURES_PER_HOUR: count(120),
  /** A link to a picture is valid for once to twice this time. */
  PICTURE_LINK_MS: milliseconds(300_000),
  /** How often pictures that were not sent are deleted, and how many in one run. */
  PICTURE_CLEANUP_MS: milliseconds(60_000),
  PICTURE_CLEANUP_BATCH: count(100),
}
