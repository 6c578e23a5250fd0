import { SignInNeeded } from '@munova/chat-client'
import { chat } from './chat.ts'
import { ChatFailure } from './failure.ts'
import { openScreen } from './screen.ts'
import { openSession } from './session.ts'
import { readSettings, usage } from './settings.ts'

/** Returns the exit code. */
async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') {
    console.log(usage)
    return 0
  }
  const session = openSession(settings)
  const screen = openScreen(process.stdin, process.stdout)
  // The reader of a pipe may exit first (EPIPE).
  process.stdout.on('error', () => screen.end())
  const stop = () => screen.end()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    return (await chat(settings, { session, screen })) ? 0 : 1
  } finally {
    screen.end()
    await session.close()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = 1
  const isExpected = error instanceof ChatFailure || error instanceof SignInNeeded
  console.error(isExpected ? `✗ ${error.message}` : error)
}
