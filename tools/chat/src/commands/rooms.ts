import { roomLine } from '../format.ts'
import type { Command } from './command.ts'

export const rooms: Command = {
  name: 'rooms',
  about: 'my rooms, newest activity first',
  async run({ rooms: memberRooms, screen }) {
    for (const room of await memberRooms.list()) screen.show(roomLine(room))
  },
}
