import type { Command } from './command.ts'

export const quit: Command = {
  name: 'quit',
  about: 'leave the terminal (Ctrl-C, Ctrl-D); what was sent is stored first',
  run: ({ screen }) => screen.end(),
}
