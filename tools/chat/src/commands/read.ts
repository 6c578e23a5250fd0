import type { Command } from './command.ts'

export const read: Command = {
  name: 'read',
  about: 'everything up to here is read',
  run: ({ talk }) => talk.read(),
}
