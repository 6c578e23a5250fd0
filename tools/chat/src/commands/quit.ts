import type { Command } from './command.ts'

export const quit: Command = {
  name: 'quit',
  about: 'exit (Ctrl-C, Ctrl-D); sent messages are stored first',
  run: ({ screen }) => screen.end(),
}
