import type { Sql } from '@munova/database'
import { openPictureStore, PictureRenderer, Uploads } from '@munova/pictures'
import { ConfigError, type Metrics } from '@munova/service'
import type { ChatConfig } from '../../config.ts'
import type { PicturesContext } from './context.ts'
import { PictureLinkSigner } from './links.ts'

/** Throws ConfigError when PICTURE_STORE names no store. */
export async function openPictures(
  config: ChatConfig,
  { sql, metrics }: { sql: Sql; metrics: Metrics },
): Promise<PicturesContext['pictures']> {
  const uploads = new Uploads({ atOnce: config.PICTURE_UPLOADS, ofMember: config.PICTURE_UPLOADS_PER_MEMBER })
  const renderer = new PictureRenderer({
    decodes: config.PICTURE_DECODES,
    // Every upload that is received may wait.
    queue: config.PICTURE_UPLOADS,
    maxPixels: config.PICTURE_PIXELS,
    timeoutMs: config.PICTURE_DECODE_MS,
  })
  metrics.gauge('picture_uploads', 'Uploads of pictures under way', { value: () => uploads.count })
  metrics.gauge('picture_decodes_waiting', 'Uploads that wait to be decoded', {
    value: () => renderer.waiting,
  })
  const links = await PictureLinkSigner.open(sql, config.PICTURE_LINK_MS)
  return { store: openStore(config.PICTURE_STORE), renderer, uploads, links }
}

function openStore(place: string) {
  try {
    return openPictureStore(place)
  } catch (cause) {
    throw new ConfigError(`PICTURE_STORE: ${(cause as Error).message}`)
  }
}
