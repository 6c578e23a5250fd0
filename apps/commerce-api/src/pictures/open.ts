import { openPictures as open } from '@munova/pictures'
import type { Metrics } from '@munova/service'
import type { CommerceConfig } from '../config.ts'
import type { PicturesContext } from './context.ts'

/** What the verbs of pictures work with. Throws ConfigError when PICTURE_STORE names no store. */
export function openPictures(config: CommerceConfig, metrics: Metrics): PicturesContext['pictures'] {
  const stored = metrics.counter('pictures_stored_total', 'Uploads by what became of them', ['outcome'])
  return { ...open(config, metrics), stored }
}
