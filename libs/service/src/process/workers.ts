import cluster, { type Worker } from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { z } from 'zod'
import type { Log } from './log.ts'
import { runUntilSignal } from './shutdown.ts'

/** Pause before a worker that ended is replaced; twice as long after each that did not get to listen. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** So many in a row that do not get to listen: it is not theirs to mend. */
const MAX_FAILURES = 4

const Listens = z.object({ listens: z.literal(true) })
const Question = z.object({ metricsFor: z.string() })
const Answer = z.object({ metricsFor: z.string(), page: z.string().optional() })

/**
 * Makes this process the primary of `count` workers, which run the same program and share its ports. A worker that ends
 * is replaced. On SIGTERM or SIGINT all are told to stop, and this process ends when they have, within `timeoutMs`.
 */
export function runWorkers(count: number, { log, timeoutMs }: { log: Log; timeoutMs: number }): void {
  const all = new AggregatorRegistry()
  const pauses = new Set<NodeJS.Timeout>()
  let failures = 0
  let isStopping = false
  let ended: (() => void) | undefined

  cluster.on('message', (worker, message) => {
    const question = Question.safeParse(message)
    if (question.success) void answer(worker, question.data.metricsFor)
    else if (Listens.safeParse(message).success) failures = 0
  })
  cluster.on('exit', (worker, code, signal) => {
    if (isStopping) return running() === 0 ? ended?.() : undefined
    failures++
    log.error({ worker: worker.process.pid, code, signal }, 'worker ended')
    if (failures > MAX_FAILURES) {
      log.fatal('workers end before they listen')
      process.exit(1)
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
    const pause = setTimeout(() => {
      pauses.delete(pause)
      cluster.fork()
    }, pauseMs)
    pauses.add(pause)
  })
  for (let n = 0; n < count; n++) cluster.fork()

  const stop = () =>
    new Promise<void>((resolve) => {
      isStopping = true
      for (const pause of pauses) clearTimeout(pause)
      ended = resolve
      if (running() === 0) resolve()
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
    })
  runUntilSignal(stop, { log, timeoutMs })

  async function answer(worker: Worker, metricsFor: string): Promise<void> {
    const page = await all.clusterMetrics().catch((error: unknown) => {
      log.error({ err: error }, 'metrics of the workers')
      return undefined
    })
    if (worker.isConnected()) worker.send({ metricsFor, page })
  }
}

function running(): number {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker?.isDead() === false).length
}

/**
 * What a program that may be one of several workers listens with. On Linux each has a queue of its own, and the kernel
 * deals connections out: to none more than it has room for, and what waits is bounded by `backlog`. Elsewhere, and
 * where any port will do, the primary accepts for all, and holds as many as it may open files.
 */
export function sharedPort(port: number): { port: number; reusePort?: true } {
  return { port, ...(cluster.isWorker && port !== 0 && process.platform === 'linux' && { reusePort: true }) }
}

/** Workers may share a port with anybody's. Rejects, as `listen` does, when somebody has it before there are any. */
export async function requireFree(host: string, port: number): Promise<void> {
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

/** Tells the primary, if there is one, that this worker serves. */
export function reportListening(): void {
  if (cluster.isWorker) process.send?.({ listens: true })
}

/** The metrics page: of all workers together when this process is one of several, else its own. */
export function metricsPage(registry: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => registry.metrics()
  // Makes this worker answer when the primary collects.
  AggregatorRegistry.setRegistries(registry)
  void new AggregatorRegistry()
  return () =>
    new Promise((resolve, reject) => {
      const metricsFor = randomUUID()
      const onMessage = (message: unknown) => {
        const answer = Answer.safeParse(message)
        if (!answer.success || answer.data.metricsFor !== metricsFor) return
        process.off('message', onMessage)
        if (answer.data.page === undefined) reject(new Error('not every worker told its metrics'))
        else resolve(answer.data.page)
      }
      process.on('message', onMessage)
      process.send?.({ metricsFor })
    })
}
