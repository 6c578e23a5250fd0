import type { Pictures } from '@munova/pictures'
import type { Context } from '../../context.ts'
import type { RoomAccess } from '../room/access.ts'
import type { PictureLinkSigner } from './links.ts'

/** What the verbs of pictures work with. */
export interface PicturesContext extends Context {
  readonly access: RoomAccess
  readonly pictures: Pictures & { readonly links: PictureLinkSigner }
}
