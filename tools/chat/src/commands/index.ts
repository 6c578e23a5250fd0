import { ChatError } from '@munova/chat-client'
import { ChatFailure } from '../failure.ts'
import type { Command, Context } from './command.ts'
import { history } from './history.ts'
import { quit } from './quit.ts'
import { read } from './read.ts'
import { rooms } from './rooms.ts'

const help: Command = {
  name: 'help',
  about: 'this list',
  run({ screen }) {
    for (const { name, about } of commands) screen.show(`/${name.padEnd(8)} ${about}`)
  },
}
const commands: readonly Command[] = [history, rooms, read, help, quit]

/** Runs a line that begins with a slash. Shows a failure and continues. */
export async function runCommand(line: string, context: Context): Promise<void> {
  const name = line.slice(1).trim().toLowerCase()
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) return context.view.fail(`Unknown command /${name}; /help lists them`)
  try {
    await command.run(context)
  } catch (error) {
    if (!(error instanceof ChatFailure) && !(error instanceof ChatError)) throw error
    context.view.fail(error.message)
  }
}
