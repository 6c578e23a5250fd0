import type { PictureRenderer, PictureStore, Uploads } from '@munova/pictures'
import type { Metrics } from '@munova/service'
import type { Context } from '../context.ts'

export interface PicturesContext extends Context {
  readonly pictures: {
    readonly store: PictureStore
    readonly renderer: PictureRenderer
    readonly uploads: Uploads
    readonly stored: ReturnType<Metrics['counter']>
  }
}
