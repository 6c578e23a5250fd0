import pLimit from 'p-limit'
import type { Sharp } from 'sharp'
import { PictureRejected } from './rejected.ts'
import { renderSizes, type RenderedPicture } from './sizes.ts'
import { typeOf } from './type.ts'

export interface RendererLimits {
  /** Pictures that are decoded at the same time; each has up to 4 bytes in memory for a pixel. */
  decodes: number
  /** Pictures that wait for it. */
  queue: number
  maxPixels: number
  /** For each step of decoding and encoding, in whole seconds, rounded up. */
  timeoutMs: number
}

/** The loaders of libvips that read uploads; all others stay off in this process. */
const LOADERS = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer']

/** Makes pictures of uploads: bytes of any origin go in, bytes that were encoded here come out. */
export class PictureRenderer {
  readonly #limits: RendererLimits
  readonly #run: ReturnType<typeof pLimit>

  constructor(limits: RendererLimits) {
    this.#limits = limits
    this.#run = pLimit(limits.decodes)
  }

  /** Pictures that wait to be decoded. */
  get waiting(): number {
    return this.#run.pendingCount
  }

  /** Throws PictureRejected. */
  async render(uploaded: Uint8Array): Promise<RenderedPicture> {
    const type = typeOf(uploaded)
    if (type === undefined) throw new PictureRejected('TYPE')
    if (this.waiting >= this.#limits.queue) throw new PictureRejected('BUSY')
    return this.#run(async () => {
      const image = await this.#open(uploaded)
      const { format, width, height } = await image.metadata().catch(unreadable)
      if (format !== type) throw new PictureRejected('UNREADABLE')
      if (width * height > this.#limits.maxPixels) throw new PictureRejected('TOO_LARGE')
      return renderSizes(image, this.#limits.timeoutMs).catch(unreadable)
    })
  }

  async #open(uploaded: Uint8Array): Promise<Sharp> {
    // Loaded with the first picture: a process that gets none does without its memory.
    const { default: sharp } = await import('sharp')
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: LOADERS })
    // No decoded picture stays in memory, and one picture keeps one core busy.
    sharp.cache(false)
    sharp.concurrency(1)
    // Metadata states the pixels before anything is decoded; this is the limit of the decoder itself.
    return sharp(uploaded, {
      limitInputPixels: this.#limits.maxPixels,
      failOn: 'truncated',
      sequentialRead: true,
    })
  }
}

function unreadable(cause: unknown): never {
  const { message } = cause as Error
  if (message.includes('exceeds pixel limit')) throw new PictureRejected('TOO_LARGE', { cause })
  throw new PictureRejected(message.startsWith('timeout') ? 'BUSY' : 'UNREADABLE', { cause })
}
