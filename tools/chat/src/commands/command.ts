import type { Rooms } from '../rooms.ts'
import type { Screen } from '../screen.ts'
import type { Talk } from '../talk.ts'

export interface Context {
  talk: Talk
  rooms: Rooms
  screen: Screen
}

export interface Command {
  /** Without the slash. */
  name: string
  about: string
  run(context: Context): Promise<void> | void
}
