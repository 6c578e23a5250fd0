import type { Pictures } from '@munova/pictures'
import type { Metrics } from '@munova/service'
import type { Context } from '../context.ts'

export interface PicturesContext extends Context {
  readonly pictures: Pictures & { readonly stored: ReturnType<Metrics['counter']> }
}
