import { openPictureStore } from '@munova/pictures'
import sharp from 'sharp'

/** A PNG of that size, of one colour. */
export function picturePng(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#7a2e39' } })
    .png()
    .toBuffer()
}

/** A JPEG of that size that cannot be compressed much, as photos are. */
export function photoJpeg(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .jpeg()
    .toBuffer()
}

/** The id of a picture that a scene has in its store. */
export const storedPicture = 'ab'.repeat(32)

/** Stores a picture without the API. */
export async function putPicture(place: string): Promise<void> {
  const store = openPictureStore(place)
  await store.put(storedPicture, new Map([[600, await picturePng(6, 4)]]))
  store.close()
}
