import { openPictureStore, PictureRenderer, Uploads } from '@munova/pictures'
import { ConfigError, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../config.ts'
import type { PicturesContext } from './context.ts'

/** What the verbs of pictures work with. Throws ConfigError when PICTURE_STORE names no store. */
export function openPictures(config: CommerceConfig, metrics: Metrics): PicturesContext['pictures'] {
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
  const stored = metrics.counter('pictures_stored_total', 'Uploads by what became of them', ['outcome'])
  return { store: openStore(config.PICTURE_STORE), renderer, uploads, stored }
}

function openStore(place: string) {
  try {
    return openPictureStore(place)
  } catch (cause) {
    throw new ConfigError(`PICTURE_STORE: ${(cause as Error).message}`)
  }
}
