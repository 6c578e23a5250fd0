import type { Frame, FrameParser } from './parser.ts'

/**
 * Hands the frames of a connection on, one at a time and in order. WebSocket messages and frames need not align; what
 * a paused connection has received already waits in the parser.
 */
export class FrameIntake {
  readonly #parser: FrameParser
  readonly #onFrame: (frame: Frame) => void
  readonly #onError: (error: unknown) => void
  #isPaused = false
  #isOver = false
  #isTaking = false

  /** After an error of the parser or of `onFrame` nothing more is taken. */
  constructor(parser: FrameParser, on: { frame: (frame: Frame) => void; error: (error: unknown) => void }) {
    this.#parser = parser
    this.#onFrame = on.frame
    this.#onError = on.error
  }

  push(bytes: Buffer): void {
    if (this.#isOver) return
    this.#parser.push(bytes)
    this.#take()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#take()
  }

  /** What comes after is ignored. */
  end(): void {
    this.#isOver = true
  }

  #take(): void {
    // A frame that is refused at once resumes the connection from within `onFrame`: the loop below goes on.
    if (this.#isTaking) return
    this.#isTaking = true
    try {
      while (!this.#isPaused && !this.#isOver) {
        const frame = this.#parser.next()
        if (!frame) return
        this.#onFrame(frame)
      }
    } catch (error) {
      this.#isOver = true
      this.#onError(error)
    } finally {
      this.#isTaking = false
    }
  }
}
