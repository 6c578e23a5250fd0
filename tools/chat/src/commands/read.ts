import type { Command } from './command.ts'

export const read: Command = {
  name: 'read',
  about: 'mark everything up to here as read',
  run: ({ view }) => view.read(),
}
