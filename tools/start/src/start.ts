import { migrate } from '@munova/database'
import { buildPages } from '@munova/tool-pages'
import { seedDatabases, SeedError } from '@munova/tool-seed'
import { type Apps, startApps } from './apps/apps.ts'
import { openDemoBusiness } from './apps/demo-business.ts'
import { drawDemoPictures } from './apps/demo-pictures.ts'
import { openBroker, type RunningBroker } from './servers/broker.ts'
import { type Databases, openDatabases } from './servers/database.ts'
import { lockHome } from './settings/lock.ts'
import { pagesFolder, planApps } from './apps/plan.ts'
import { choosePorts } from './settings/ports.ts'
import type { Settings } from './settings/settings.ts'
import { summary } from './summary.ts'
import { namedLine } from './terminal/log-line.ts'
import type { Terminal } from './terminal/terminal.ts'

const migrations = {
  commerce: new URL('../../../apps/commerce-api/migrations/', import.meta.url),
  chat: new URL('../../../apps/chat-server/migrations/', import.meta.url),
}

const STOP_DRAWING_MS = 2_000

/** The running servers and apps. */
export class RunningSystem {
  #apps: Apps | undefined
  readonly #opened = new AsyncDisposableStack()

  /** Stops in order: storefront, chat servers, commerce-api, broker, database. Idempotent. */
  stop(): Promise<void> {
    return this.#opened.disposeAsync()
  }

  /** Kills the apps without waiting for them to stop; database and broker still stop in order. */
  killApps(): void {
    this.#apps?.kill()
  }

  /** Starts everything and prints the summary. Rejects when the signal aborts; what was opened stays open until `stop`. */
  async start(wanted: Settings, terminal: Terminal, signal: AbortSignal): Promise<void> {
    const started = performance.now()
    const opened = this.#opened
    opened.defer(await lockHome(wanted.home))
    const settings = await choosePorts(wanted)

    const isBuilt = terminal.step(
      () => 'pages built',
      () => buildPages(pagesFolder(settings), { signal, log: this.#output(settings, terminal, 'pages').log }),
    )
    // Awaited below; until then a failure of the servers may be the first.
    const isSettled = isBuilt.catch(() => undefined)
    opened.defer(() => isSettled)
    const [databases, broker] = await this.#startServers(settings, terminal)
    signal.throwIfAborted()
    const { seed, isNew } = await terminal.step(
      ({ done }) => done,
      () => prepare(databases),
    )
    signal.throwIfAborted()
    const plan = planApps(settings, databases, broker)
    if (seed !== undefined) {
      const drawing = drawDemoPictures(seed, plan.pictures, this.#output(settings, terminal, 'pictures').log)
      opened.defer(() => drawing.stop(STOP_DRAWING_MS, () => {}))
    }
    await isBuilt
    const apps = await terminal.step(
      ({ processes }) => `${processes.map(({ name }) => name).join(', ')} ready`,
      () => startApps(plan, { settings, terminal, signal }),
    )
    this.#apps = apps
    opened.defer(() => apps.stop())
    terminal.line(summary({ plan, apps, broker, settings, tookMs: performance.now() - started }))
    // Whoever pays at another gateway pays there.
    const tossUrl = plan.payments[0]?.urls[0]
    if (!isNew || tossUrl === undefined) return
    const urls = { commerceUrl: plan.commerceUrl, chatUrl: plan.chatUrls[0]!, tossUrl }
    const business = openDemoBusiness(urls, terminal)
    opened.defer(() => business.stop())
  }

  /** Starts database and broker concurrently. */
  async #startServers(settings: Settings, terminal: Terminal): Promise<[Databases, RunningBroker]> {
    const broker = terminal.step(
      ({ about }) => about,
      () => openBroker(settings, this.#output(settings, terminal, 'broker')),
    )
    const databases = terminal.step(
      ({ about }) => about,
      () => openDatabases(settings, this.#output(settings, terminal, 'database')),
    )
    const [openedDatabases, openedBroker] = await Promise.allSettled([databases, broker])
    if (openedDatabases.status === 'fulfilled') this.#opened.defer(() => openedDatabases.value.stop())
    if (openedBroker.status === 'fulfilled') this.#opened.defer(() => openedBroker.value.stop())
    return [await databases, await broker]
  }

  #output(settings: Settings, terminal: Terminal, name: string) {
    return {
      log: (line: string) => settings.isVerbose && terminal.line(namedLine('info', name, line)),
      report: (line: string) => terminal.line(line),
    }
  }
}

interface Prepared {
  seed?: number
  isNew: boolean
  done: string
}

/**
 * Migrates both databases and seeds empty ones; returns the seed of the demo shop, if it is one, whether both were filled now, and a
 * description of what was done.
 */
async function prepare({ commerceUrl, chatUrl }: Databases): Promise<Prepared> {
  const applied = await Promise.all([
    migrate(commerceUrl, migrations.commerce),
    migrate(chatUrl, migrations.chat),
  ])
  const count = applied.flat().length
  const migrated = count > 0 ? `${count} migrations` : 'databases up to date'
  try {
    const { seed, commerce, chat } = await seedDatabases({ commerceUrl, chatUrl })
    return {
      seed,
      isNew: commerce && chat,
      done: commerce || chat ? `${migrated}, demo shop with seed ${seed}` : migrated,
    }
  } catch (error) {
    if (!(error instanceof SeedError)) throw error
    return { isNew: false, done: `${migrated}, no demo shop: ${error.message}` }
  }
}
