import { z } from 'zod'
import { count, milliseconds } from './setting.ts'

/** The settings of pictures. */
export const pictureSettings = {
  /** Where pictures are: a folder, which all processes share, or a bucket as https://KEY:SECRET@host/bucket/prefix?region=… of what speaks the protocol of Amazon S3. */
  PICTURE_STORE: z.string().min(1).default('.munova/pictures'),
  /** The largest file of a picture. Photos of telephones have up to 10 MB. */
  PICTURE_BYTES: count(15 * 1024 * 1024),
  /** The most pixels of a picture: more than the usual 12 and 24 megapixels of cameras. */
  PICTURE_PIXELS: count(50_000_000),
  /** The longest time of each step of decoding and encoding a picture. */
  PICTURE_DECODE_MS: milliseconds(10_000),
  /** Pictures decoded at the same time; each takes up to 4 bytes of memory for a pixel. */
  PICTURE_DECODES: count(2),
  /** Uploads that a process receives or decodes at the same time, each with its file in memory; further ones are rejected with OVERLOADED. */
  PICTURE_UPLOADS: count(8),
  /** Of these, uploads of one member. */
  PICTURE_UPLOADS_PER_MEMBER: count(2),
  /** Uploads of one member per rate-limit window. */
  PICTURES_PER_WINDOW: count(300),
  /** Pictures of one member that are kept. */
  PICTURES_PER_MEMBER: count(20_000),
  /** Pictures of one member that no product has had. */
  UNUSED_PICTURES_PER_MEMBER: count(500),
  /** A picture is deleted when no product has had it for so many hours from its upload. */
  UNUSED_PICTURE_HOURS: count(24),
  /** The interval at which such pictures are deleted. */
  UNUSED_PICTURE_SWEEP_MS: milliseconds(60_000),
  /** Pictures deleted in one run. */
  UNUSED_PICTURE_BATCH: count(100),
}
