import { ConfigError, type Metrics } from '@munova/service'
import { PictureRenderer } from './renderer.ts'
import { openPictureStore } from './store/open.ts'
import type { PictureStore } from './store/store.ts'
import { Uploads } from './uploads.ts'

/** Settings of an app, which are environment variables. */
export interface PictureSettings {
  PICTURE_STORE: string
  PICTURE_PIXELS: number
  PICTURE_DECODE_MS: number
  PICTURE_DECODES: number
  PICTURE_UPLOADS: number
  PICTURE_UPLOADS_PER_MEMBER: number
}

export interface Pictures {
  readonly store: PictureStore
  readonly renderer: PictureRenderer
  readonly uploads: Uploads
}

/** What an app keeps pictures with, and its metrics. Throws ConfigError when PICTURE_STORE names no store. */
export function openPictures(settings: PictureSettings, metrics: Metrics): Pictures {
  const uploads = new Uploads({
    atOnce: settings.PICTURE_UPLOADS,
    ofMember: settings.PICTURE_UPLOADS_PER_MEMBER,
  })
  const renderer = new PictureRenderer({
    decodes: settings.PICTURE_DECODES,
    // Every upload that is received may wait.
    queue: settings.PICTURE_UPLOADS,
    maxPixels: settings.PICTURE_PIXELS,
    timeoutMs: settings.PICTURE_DECODE_MS,
  })
  metrics.gauge('picture_uploads', 'Uploads of pictures under way', { value: () => uploads.count })
  metrics.gauge('picture_decodes_waiting', 'Uploads that wait to be decoded', {
    value: () => renderer.waiting,
  })
  return { store: openStore(settings.PICTURE_STORE), renderer, uploads }
}

function openStore(place: string): PictureStore {
  try {
    return openPictureStore(place)
  } catch (cause) {
    throw new ConfigError(`PICTURE_STORE: ${(cause as Error).message}`)
  }
}
