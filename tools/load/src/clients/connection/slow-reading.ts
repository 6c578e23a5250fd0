import type { Connection } from './connection.ts'

const STEPS_PER_SECOND = 4

/** Reads slowly on a connection that was opened to read `bytesAtOnce`; what it gives makes it read all it can. */
export function readSlowly(connection: Connection): () => void {
  connection.step()
  const timer = setInterval(() => connection.step(), 1_000 / STEPS_PER_SECOND)
  return () => {
    clearInterval(timer)
    connection.resume()
  }
}

/** What such a connection may read in one step. */
export function bytesAtOnce(bytesPerSecond: number): number {
  return Math.ceil(bytesPerSecond / STEPS_PER_SECOND)
}
