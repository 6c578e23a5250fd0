import cluster, { type Worker } from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { z } from 'zod'
import { runUntilSignal, type StopOptions } from './shutdown.ts'

/** Pause before a worker that ended is replaced. It doubles after each worker that ended before it listened. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** After so many workers in a row that ended before they listened the primary gives up. */
const MAX_FAILURES = 4

const ListeningMessage = z.object({ listens: z.literal(true) })
const MetricsRequest = z.object({ metricsFor: z.string() })
const MetricsResponse = z.object({ metricsFor: z.string(), page: z.string().optional() })

/**
 * Makes this process the primary of `count` workers, which run the same program and share its ports. A worker that ends
 * is replaced. On SIGTERM or SIGINT it stops the workers, which have a grace of `graceMs` each, and ends when they have ended, within
 * `timeoutMs` after it.
 */
export function runWorkers(
  count: number,
  { log, timeoutMs, graceMs }: Omit<StopOptions, 'grace'> & { graceMs: number },
): void {
  const all = new AggregatorRegistry()
  const pauses = new Set<NodeJS.Timeout>()
  let failures = 0
  let isStopping = false
  let ended: (() => void) | undefined

  cluster.on('message', (worker, message) => {
    const request = MetricsRequest.safeParse(message)
    if (request.success) void sendMetrics(worker, request.data.metricsFor)
    else if (ListeningMessage.safeParse(message).success) failures = 0
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

  const signalAll = () => {
    isStopping = true
    for (const pause of pauses) clearTimeout(pause)
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  }
  const stop = () =>
    new Promise<void>((resolve) => {
      ended = resolve
      if (running() === 0) resolve()
      // A signal after their grace would end them at once.
      if (!isStopping) signalAll()
    })
  runUntilSignal(stop, { log, timeoutMs, grace: { ms: graceMs, leave: signalAll, cutShort: signalAll } })

  async function sendMetrics(worker: Worker, metricsFor: string): Promise<void> {
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
 * The port options for `listen` in a program that may be one of several workers. On Linux each worker has an accept queue of
 * its own, bounded by `backlog`, and the kernel distributes connections among them. On other systems, and with port 0, the
 * primary accepts for all, and holds as many connections as it may open files.
 */
export function sharedPort(port: number): { port: number; reusePort?: true } {
  return { port, ...(cluster.isWorker && port !== 0 && process.platform === 'linux' && { reusePort: true }) }
}

/** Rejects, as `listen` does, when the port is in use: workers would share it with whatever process listens there. */
export async function requireFree(host: string, port: number): Promise<void> {
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

/** Reports to the primary, if there is one, that this worker serves requests. */
export function reportListening(): void {
  if (cluster.isWorker) process.send?.({ listens: true })
}

/** The metrics of this process, or of all workers together when it is one of them. */
export function metricsPage(registry: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => registry.metrics()
  // Makes this worker respond when the primary collects metrics.
  AggregatorRegistry.setRegistries(registry)
  void new AggregatorRegistry()
  return () =>
    new Promise((resolve, reject) => {
      const metricsFor = randomUUID()
      const onMessage = (message: unknown) => {
        const response = MetricsResponse.safeParse(message)
        if (!response.success || response.data.metricsFor !== metricsFor) return
        process.off('message', onMessage)
        if (response.data.page === undefined) reject(new Error('not every worker sent its metrics'))
        else resolve(response.data.page)
      }
      process.on('message', onMessage)
      process.send?.({ metricsFor })
    })
}
