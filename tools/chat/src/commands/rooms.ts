import { roomLine } from '../words.ts'
import type { Command } from './command.ts'

export const rooms: Command = {
  name: 'rooms',
  about: 'my rooms, newest activity first',
  async run({ rooms: mine, screen }) {
    for (const room of await mine.list()) screen.show(roomLine(room))
  },
}
