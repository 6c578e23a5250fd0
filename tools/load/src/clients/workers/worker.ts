import { type Command, type Job, jobs, type Report } from './worker-jobs.ts'

/*
 * A process of clients, started by fleet.ts: it must not share a core's time with what it measures more than the
 * machine makes it, and never an event loop.
 */

const PROGRESS_MS = 1_000

let job: Job | undefined

async function obey(command: Command): Promise<void> {
  if (command.kind === 'open') {
    // The parent knows which plan belongs to which job.
    const open = jobs[command.job] as (plan: unknown) => Job
    const opened = open(command.plan)
    job = opened
    setInterval(() => report({ kind: 'progress', counts: opened.counts }), PROGRESS_MS).unref()
    return report({ kind: 'done', value: undefined, counts: opened.counts })
  }
  if (!job) throw new Error('no plan yet')
  const steps = job as unknown as Record<string, (...argument: unknown[]) => Promise<unknown>>
  const value = await steps[command.step]!(...command.argument)
  report({ kind: 'done', value, counts: job.counts })
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
