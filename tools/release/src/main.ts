import { LockHeld } from '@munova/tool-services'
import { reloadBalancer } from './balancer/reload.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { ReleaseFailure } from './failure.ts'
import { readFleet } from './fleet.ts'
import { driverOf } from './nodes/driver-of.ts'
import { discord } from './notices/discord.ts'
import { noNotifier } from './notices/notice.ts'
import { recover, release, rollback } from './release/commands.ts'
import { status } from './release/status.ts'
import { readSettings, type Settings, usage } from './settings.ts'

/* npm run release: see `usage`. A signal leads back to the old version; after SIGKILL the next call does. */

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopping.abort(new ReleaseFailure(`interrupted by ${signal}`)))
const print = (line: string) => console.log(line)

async function run(settings: Settings): Promise<ExitCode> {
  const { command, app, folder, version, webhook, about } = settings
  if (command === 'status') {
    for (const line of await status(folder, app)) print(line)
    return exitCodes.done
  }
  if (command === 'local') {
    // Bundling and the servers are loaded for this alone.
    const { releaseLocally } = await import('./local/local.ts')
    return releaseLocally({ app, broken: settings.broken, print, signal: stopping.signal })
  }
  const fleet = await readFleet(settings.fleetFile)
  if (command === 'reload') {
    await reloadBalancer(fleet, folder)
    print('✓ the balancer has read its configuration again')
    return exitCodes.done
  }
  const own = fleet.apps[app]
  if (!own)
    throw new ReleaseFailure(`the fleet has no app ${app}; it has ${Object.keys(fleet.apps).join(', ')}`)
  const options = {
    app,
    folder,
    fleet,
    driver: driverOf(app, own, folder),
    notifier: webhook === undefined ? noNotifier : discord({ webhook, print }),
    print,
    signal: stopping.signal,
    about,
  }
  if (command === 'rollback') return rollback(options)
  if (command === 'recover') return recover(options)
  return release(version, options)
}

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') print(usage)
  else process.exitCode = await run(settings)
} catch (error) {
  if (error instanceof LockHeld) process.exitCode = exitCodes.locked
  else if (error instanceof ReleaseFailure) process.exitCode = exitCodes.usage
  else throw error
  console.error(`✗ ${error.message}`)
}
