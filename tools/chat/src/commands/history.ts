import type { Command } from './command.ts'

export const history: Command = {
  name: 'history',
  about: 'older messages',
  run: ({ view }) => view.showOlder(),
}
