import type { LatencySummary } from '../clients/statistics/latency.ts'
import type { Measurement } from './measure.ts'
import type { Figure } from '../scenario/scenario.ts'
import type { CpuSeconds } from '../system/usage.ts'

const MEGABYTE = 1024 * 1024
/** Above this the clients are the bottleneck and add to the latencies. */
const BUSY_CORES = 0.85
/** Above this CPU usage of other programs a run should be repeated. */
const OTHERS_CORES = 0.3

/** Average, p50, p99 and max, for comparison with published tables. */
export function meanFigures(key: string, label: string, latency: LatencySummary): Figure[] {
  const { count, mean, p50, p99, max } = latency
  return Object.entries({ mean, p50, p99, max }).map(([name, value]) => ({
    key: `${key}.${name}`,
    label: `${label} ${name === 'mean' ? 'average' : name}`,
    value: count === 0 ? undefined : value,
    unit: 'ms',
    digits: 1,
  }))
}

/** p50, p90, p99, p99.9 and max of a latency, in milliseconds. */
export function latencyFigures(key: string, label: string, latency: LatencySummary): Figure[] {
  const figure = (name: string, words: string, value: number) => ({
    key: `${key}.${name}`,
    label: `${label} ${words}`,
    value: latency.count === 0 ? undefined : value,
    unit: 'ms',
    digits: 2,
  })
  return [
    figure('p50', 'p50', latency.p50),
    figure('p90', 'p90', latency.p90),
    figure('p99', 'p99', latency.p99),
    figure('p999', 'p99.9', latency.p999),
    figure('max', 'max', latency.max),
  ]
}

/** CPU per item of one part of the system, in microseconds. */
export function costFigure(
  key: string,
  label: string,
  cost: { cpu: number | undefined; count: number },
): Figure {
  const value = cost.cpu === undefined || cost.count === 0 ? undefined : (cost.cpu * 1e6) / cost.count
  return { key, label, value, unit: 'µs', digits: 2 }
}

/** Frames that the relay published per stored message. */
export function amqpFigure({ during: { server } }: Measurement): Figure {
  const value = server.messages === 0 ? undefined : server.relayFrames / server.messages
  return { key: 'amqp.perMessage', label: 'AMQP messages per chat message', value, unit: '', digits: 3 }
}

/** Lost, doubled and reordered deliveries. */
export function checkFigures({ lost, doubled, outOfOrder }: Measurement): Figure[] {
  return [
    { key: 'lost', label: 'lost', value: lost, unit: '' },
    { key: 'doubled', label: 'doubled', value: doubled, unit: '' },
    { key: 'outOfOrder', label: 'out of order', value: outOfOrder, unit: '' },
  ]
}

/** Memory of the server, and CPU by program from the end of the warm-up to the end of the drain. */
export function machineFigures({ memory, during, lag, generatorCores }: Measurement): Figure[] {
  const { cpu, seconds } = during
  const cores = (key: string, label: string, used: number | undefined) =>
    coresFigure(key, label, { cpu: used, seconds })
  return [
    {
      key: 'server.rss',
      label: 'server RSS',
      value: memory && memory.rss / MEGABYTE,
      unit: 'MiB',
      digits: 0,
    },
    {
      key: 'server.rssPeak',
      label: 'server RSS, peak',
      value: memory && memory.peak / MEGABYTE,
      unit: 'MiB',
    },
    cores('server', 'server', cpu.server),
    cores('database', 'PostgreSQL', cpu.database),
    cores('broker', 'RabbitMQ', cpu.broker),
    coresFigure('generator', 'busiest generator', { cpu: generatorCores, seconds: 1 }),
    cores('others', 'everything else on this machine', othersOf(cpu)),
    { key: 'lag.p99', label: 'lag of the generator, p99', value: lag.p99, unit: 'ms', digits: 2 },
  ]
}

/** Notes that qualify the figures: a busy generator, other programs on the machine. */
export function machineNotes({ during, generatorCores }: Measurement): string[] {
  const notes: string[] = []
  if (generatorCores > BUSY_CORES) {
    notes.push(
      `the generator used ${generatorCores.toFixed(2)} cores: it is the bottleneck and adds to the latencies`,
    )
  }
  const others = (othersOf(during.cpu) ?? 0) / during.seconds
  if (others > OTHERS_CORES)
    notes.push(`other programs used ${others.toFixed(2)} cores during the run: repeat it`)
  return notes
}

/** CPU seconds of one program in a time, as cores. */
export function coresFigure(
  key: string,
  label: string,
  { cpu, seconds }: { cpu: number | undefined; seconds: number },
): Figure {
  const value = cpu === undefined ? undefined : cpu / seconds
  return { key: `cores.${key}`, label: `${label}, cores`, value, unit: '', digits: 2 }
}

/** CPU seconds of programs that the run did not start. */
export function othersOf({ machine, run }: CpuSeconds): number | undefined {
  return machine === undefined || run === undefined ? undefined : Math.max(0, machine - run)
}
