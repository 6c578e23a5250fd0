import { StartFailure } from './settings/failure.ts'
import { readSettings, usage } from './settings/settings.ts'
import { onSignals } from './terminal/signals.ts'
import { Running } from './start.ts'
import { openTerminal, seconds } from './terminal/terminal.ts'

/** Ends when a signal has come and everything is stopped. Answers the exit code. */
async function main(): Promise<number> {
  const terminal = openTerminal((text) => process.stdout.write(text))
  // The terminal may be closed before we are: what is said then is said to nobody, and stopping goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') {
    terminal.line(usage)
    return 0
  }

  const running = new Running()
  const stopping = new AbortController()
  const signalled = Promise.withResolvers<void>()
  let isHurried = false
  const unlisten = onSignals(
    () => {
      terminal.line('\nStopping')
      stopping.abort()
      signalled.resolve()
    },
    () => {
      isHurried = true
      terminal.line('The apps end at once')
      running.hurry()
    },
  )
  // Nothing else may keep the process alive while it waits.
  const waiting = setInterval(() => undefined, 60_000)
  try {
    await running.start(settings, terminal, stopping.signal)
    await signalled.promise
  } catch (error) {
    if (!stopping.signal.aborted) throw error
  } finally {
    clearInterval(waiting)
    const since = performance.now()
    await running.stop()
    if (stopping.signal.aborted) terminal.line(`Stopped, ${seconds(performance.now() - since)}`)
    unlisten()
  }
  return isHurried ? 1 : 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof StartFailure ? `✗ ${error.message}` : error)
}
