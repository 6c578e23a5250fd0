import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathOf, PictureStoreAway, type PictureStore } from './store.ts'

/** Pictures in a folder, for one machine: all processes of the app must have the same one. */
export class DiskStore implements PictureStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async put(id: string, sizes: Parameters<PictureStore['put']>[1]): Promise<void> {
    await run(async () => {
      for (const [width, bytes] of sizes) {
        const path = join(this.#folder, pathOf(id, width))
        // A reader finds the whole file or none, also after a crash.
        const unfinished = `${path}.${randomUUID()}`
        await mkdir(dirname(path), { recursive: true })
        await writeFile(unfinished, bytes, { flush: true })
        await rename(unfinished, path)
      }
    })
  }

  get(id: string, width: Parameters<PictureStore['get']>[1]): Promise<Buffer | undefined> {
    return run(() =>
      readFile(join(this.#folder, pathOf(id, width))).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      }),
    )
  }

  async delete(id: string): Promise<void> {
    await run(() => rm(join(this.#folder, dirname(pathOf(id, 200))), { recursive: true, force: true }))
  }

  close(): void {
    // Nothing is open between calls.
  }
}

function run<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((cause: unknown) => {
    throw new PictureStoreAway('the folder of pictures cannot be used', { cause })
  })
}
