import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lines that are worked on before others have their turn on the event loop: some milliseconds. */
const LINES_AT_ONCE = 100

/** The lines of a file; after each LINES_AT_ONCE of them other requests go on. */
export async function* inTurns<Line>(lines: Iterable<Line>): AsyncGenerator<Line, undefined> {
  let count = 0
  for (const line of lines) {
    yield line
    if (++count % LINES_AT_ONCE === 0) await nextTurn()
  }
}
