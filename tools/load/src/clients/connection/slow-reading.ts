import type { Connection } from './connection.ts'

const STEPS_PER_SECOND = 4

/** Throttles reads on a connection opened with `readBytes: bytesAtOnce(…)`; the returned function ends that. */
export function readSlowly(connection: Connection): () => void {
  connection.step()
  const timer = setInterval(() => connection.step(), 1_000 / STEPS_PER_SECOND)
  return () => {
    clearInterval(timer)
    connection.resume()
  }
}

/** The `readBytes` of a connection that reads `bytesPerSecond`. */
export function bytesAtOnce(bytesPerSecond: number): number {
  return Math.ceil(bytesPerSecond / STEPS_PER_SECOND)
}
