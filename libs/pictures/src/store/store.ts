import type { PictureWidth } from '../picture.ts'

/** The store does not respond, or not as it should. */
export class PictureStoreAway extends Error {
  override readonly name = 'PictureStoreAway'
}

/** Where the files of pictures are. Throws PictureStoreAway; a stored file is never changed. */
export interface PictureStore {
  /** Stores all sizes; repeating it is harmless. */
  put(id: string, sizes: ReadonlyMap<PictureWidth, Buffer>): Promise<void>
  /** Undefined when there is no such file. */
  get(id: string, width: PictureWidth): Promise<Buffer | undefined>
  /** Deletes all sizes, also of a picture that is not there. */
  delete(id: string): Promise<void>
  close(): void
}

/** The path of a file, in all stores. A folder of a file system has at most 256 of the others. */
export function pathOf(id: string, width: PictureWidth): string {
  return `${id.slice(0, 2)}/${id}/${width}.webp`
}
