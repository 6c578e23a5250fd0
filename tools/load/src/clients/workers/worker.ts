import { type Command, type Job, jobs, type Report } from './worker-jobs.ts'

/*
 * A client process, started by worker-pool.ts, so that the clients share no event loop with the server or with each
 * other's processes.
 */

const PROGRESS_MS = 1_000

let job: Job | undefined

async function execute(command: Command): Promise<void> {
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
  execute(command).catch((error: unknown) => {
    report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  })
})
// The parent has finished or exited: open connections are not needed any more.
process.on('disconnect', () => process.exit())
