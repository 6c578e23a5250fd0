import type { Sql } from '@munova/database'
import { openPictures as open } from '@munova/pictures'
import type { Metrics } from '@munova/service'
import type { ChatConfig } from '../../config.ts'
import type { PicturesContext } from './context.ts'
import { PictureLinkSigner } from './links.ts'

/** Throws ConfigError when PICTURE_STORE names no store. */
export async function openPictures(
  config: ChatConfig,
  { sql, metrics }: { sql: Sql; metrics: Metrics },
): Promise<PicturesContext['pictures']> {
  const links = await PictureLinkSigner.open(sql, config.PICTURE_LINK_MS)
  return { ...open(config, metrics), links }
}
