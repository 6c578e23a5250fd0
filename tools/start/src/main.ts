import { BuildFailed } from '@munova/tool-pages'
import { StartFailure } from './settings/failure.ts'
import { readSettings, usage } from './settings/settings.ts'
import { onSignals } from './terminal/signals.ts'
import { RunningSystem } from './start.ts'
import { openTerminal, seconds } from './terminal/terminal.ts'

/** Runs until a signal; resolves with the exit code when everything is stopped. */
async function main(): Promise<number> {
  const terminal = openTerminal((text) => process.stdout.write(text))
  // The terminal may be closed first; writing to it must not interrupt stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') {
    terminal.line(usage)
    return 0
  }

  const running = new RunningSystem()
  const stopping = new AbortController()
  const signalled = Promise.withResolvers<void>()
  let isKilled = false
  const unlisten = onSignals(
    () => {
      terminal.line('\nStopping')
      stopping.abort()
      signalled.resolve()
    },
    () => {
      isKilled = true
      terminal.line('Killing the apps')
      running.killApps()
    },
  )
  // Keeps the process alive while it waits for a signal.
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
  return isKilled ? 1 : 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof StartFailure || error instanceof BuildFailed ? `✗ ${error.message}` : error)
}
