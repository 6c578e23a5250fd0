import type { Rooms } from '../rooms.ts'
import type { Screen } from '../screen.ts'
import type { RoomView } from '../room-view.ts'

export interface Context {
  view: RoomView
  rooms: Rooms
  screen: Screen
}

export interface Command {
  /** Without the slash. */
  name: string
  about: string
  run(context: Context): Promise<void> | void
}
