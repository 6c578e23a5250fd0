import type { Frame, FrameParser } from './frame-parser.ts'

/**
 * Passes the frames of a connection on, one at a time and in order. WebSocket messages and frames need not align; while the
 * queue is paused, received bytes wait in the parser.
 */
export class FrameQueue {
  readonly #parser: FrameParser
  readonly #onFrame: (frame: Frame) => void
  readonly #onError: (error: unknown) => void
  #isPaused = false
  #isClosed = false
  #isRunning = false

  /** An error of the parser or of `frame` closes the queue. */
  constructor(parser: FrameParser, on: { frame: (frame: Frame) => void; error: (error: unknown) => void }) {
    this.#parser = parser
    this.#onFrame = on.frame
    this.#onError = on.error
  }

  push(bytes: Buffer): void {
    if (this.#isClosed) return
    this.#parser.push(bytes)
    this.#run()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#run()
  }

  /** Further frames are ignored. */
  close(): void {
    this.#isClosed = true
  }

  #run(): void {
    // `onFrame` may call `resume`: the loop below goes on then.
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (!this.#isPaused && !this.#isClosed) {
        const frame = this.#parser.next()
        if (!frame) return
        this.#onFrame(frame)
      }
    } catch (error) {
      this.#isClosed = true
      this.#onError(error)
    } finally {
      this.#isRunning = false
    }
  }
}
