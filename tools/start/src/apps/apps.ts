import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppProcess } from './app-process.ts'
import { LogFile } from './log-file.ts'
import type { AppPlan, Plan } from './plan.ts'
import type { Settings } from '../settings/settings.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface AppsOptions {
  settings: Settings
  terminal: Terminal
  signal: AbortSignal
}

/** The running processes of a plan. */
export interface Apps {
  processes: AppProcess[]
  /** Stops in the order of who needs whom: storefront, chat servers, which need the keys of commerce-api, and the payment gateway last. */
  stop(): Promise<void>
  kill(): void
}

/** Starts all apps concurrently. When one fails, stops the others and rejects with its failure. */
export async function startApps(plan: Plan, options: AppsOptions): Promise<Apps> {
  await mkdir(join(options.settings.home, 'logs'), { recursive: true })
  const aborted = new AbortController()
  const signal = AbortSignal.any([options.signal, aborted.signal])
  const logs: LogFile[] = []
  const failures: unknown[] = []
  const start = async (app: AppPlan): Promise<AppProcess[]> => {
    const log = new LogFile(join(options.settings.home, 'logs', fileName(app.name)))
    logs.push(log)
    try {
      const { settings, terminal } = options
      return [await AppProcess.start({ ...app, log, terminal, isVerbose: settings.isVerbose }, signal)]
    } catch (error) {
      failures.push(error)
      aborted.abort()
      return []
    }
  }
  const groups = await Promise.all(
    [plan.storefront, plan.chat, plan.commerce, [...plan.payments, ...plan.mailbox]].map(async (group) =>
      (await Promise.all(group.map(start))).flat(),
    ),
  )
  const stop = async () => {
    for (const group of groups) await Promise.all(group.map((app) => app.stop()))
    await Promise.all(logs.map((log) => log.close()))
  }
  const kill = () => groups.flat().forEach((app) => app.kill())
  if (failures.length === 0) return { processes: groups.flat(), stop, kill }
  await stop()
  throw failures[0]
}

/** `chat-server :4100` is `chat-server-4100.log`. */
function fileName(name: string): string {
  return `${name.replace(/\W+/g, '-')}.log`
}
