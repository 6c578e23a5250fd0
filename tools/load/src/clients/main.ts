import { setTimeout as delay } from 'node:timers/promises'
import { Load } from './load.ts'
import type { Command, Report } from './plan.ts'

/*
 * A process of clients, started by fleet.ts: it must not share a core's time with what it measures more than the
 * machine makes it, and never an event loop.
 */

const PROGRESS_MS = 1_000
/** What was doubled may come after the last that was missing. */
const SETTLE_MS = 250

let load: Load | undefined
let progress: NodeJS.Timeout | undefined

async function obey(command: Command): Promise<void> {
  if (command.kind === 'plan') {
    load = new Load(command.plan)
    await load.connect()
    return report({ kind: 'ready' })
  }
  if (!load) throw new Error('no plan yet')
  const { counts } = load
  switch (command.kind) {
    case 'go':
      progress = setInterval(() => report({ kind: 'progress', counts }), PROGRESS_MS)
      await load.start(command.startAt)
      report({ kind: 'measuring', counts })
      await load.finishSending()
      return report({ kind: 'sent', counts })
    case 'drain':
      await load.drain(new Map(command.lastSeqs))
      return report({ kind: 'drained', counts })
    case 'finish':
      await delay(SETTLE_MS)
      clearInterval(progress)
      report({ kind: 'result', result: load.result() })
      load.close()
  }
}

function report(message: Report): void {
  process.send!(message)
}

process.on('message', (command: Command) => {
  obey(command).catch((error: unknown) => {
    report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  })
})
// The parent has what it wants, or is gone: whatever is still open here is of no use.
process.on('disconnect', () => process.exit())
