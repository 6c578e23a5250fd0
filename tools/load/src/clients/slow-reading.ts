import type { Connection } from './connection.ts'

const STEPS_PER_SECOND = 4

/** Reads slowly on a connection that was opened to read `bytesAtOnce`, until it is closed. */
export function readSlowly(connection: Connection): void {
  connection.step()
  const timer = setInterval(() => {
    if (connection.isOpen) connection.step()
    else clearInterval(timer)
  }, 1_000 / STEPS_PER_SECOND)
}

/** What such a connection may read in one step. */
export function bytesAtOnce(bytesPerSecond: number): number {
  return Math.ceil(bytesPerSecond / STEPS_PER_SECOND)
}
