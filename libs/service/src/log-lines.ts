import { pino, type DestinationStream } from 'pino'

/** After a write lines are gathered for so long: they leave together. */
const REST_MS = 10
/** What is written to a pipe at once stays in one piece up to this, also when several processes share it. */
const PIPE_BUF = 4_096
const WARN = 40
/** Whoever has this is told the level of each line before it comes, as `lastLevel`. */
const METADATA: unique symbol = Symbol.for('pino.metadata')

/**
 * Writes the first line at once and then, for a moment, what comes together: each write to a pipe wakes its reader, which
 * costs as much as some whole requests. A warning takes everything along at once, so what is lost when the process is
 * killed is ten milliseconds of good news.
 */
export class LogLines implements DestinationStream {
  readonly [METADATA] = true
  lastLevel = 0
  readonly #output: DestinationStream
  #lines = ''
  #bytes = 0
  #isResting = false

  constructor(output: DestinationStream) {
    this.#output = output
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line)
    if (this.#bytes + bytes > PIPE_BUF) this.flush()
    this.#lines += line
    this.#bytes += bytes
    if (this.lastLevel >= WARN) this.flush()
    if (!this.#isResting) this.#flushAndRest()
  }

  flush(): void {
    if (this.#bytes === 0) return
    const lines = this.#lines
    this.#lines = ''
    this.#bytes = 0
    this.#output.write(lines)
  }

  #flushAndRest(): void {
    this.flush()
    this.#isResting = true
    setTimeout(() => this.#wake(), REST_MS).unref()
  }

  #wake(): void {
    if (this.#bytes > 0) this.#flushAndRest()
    else this.#isResting = false
  }
}

let stdout: LogLines | undefined

/** All logs of a process share its standard output; what is left is written when it exits. */
export function standardOutput(): LogLines {
  if (stdout) return stdout
  const lines = new LogLines(pino.destination({ dest: 1, sync: true }))
  process.on('exit', () => lines.flush())
  return (stdout = lines)
}
