import { runningBuild } from './build.ts'
import { droppedSpans } from '../tracing/tracer.ts'
import { droppedLogLines } from './log.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

type Labels = readonly string[]

export interface GaugeOptions {
  labelNames?: Labels
  value?: () => number
  /** Called at each scrape, to set the values of several labels. */
  collect?: () => void
  /** What several workers show together: the sum, unless the value is a state of each or is about what they share. */
  ofWorkers?: 'min' | 'max'
}

/** The metrics of an app. Names get its prefix: `counter('messages_total')` of `chat` is `chat_messages_total`. */
export interface Metrics {
  readonly registry: Registry
  counter(name: string, help: string, labelNames?: Labels): Counter
  /** `value` is called at each scrape; without it the gauge has to be set. */
  gauge(name: string, help: string, options?: GaugeOptions): Gauge
  histogram(
    name: string,
    help: string,
    options?: { labelNames?: Labels; buckets?: readonly number[] },
  ): Histogram
  /** Clears the registry. */
  close(): void
}

/** Each call makes a registry, so that the metrics of two servers in one process stay apart. */
export function createMetrics(prefix: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(logMetric())
  registry.registerMetric(spanMetric())
  registry.registerMetric(buildMetric())
  const describe = (name: string, help: string, labelNames: Labels = []) => ({
    name: `${prefix}_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
  })
  return {
    registry,
    counter: (name, help, labelNames) => new Counter(describe(name, help, labelNames)),
    gauge(name, help, { labelNames, value, collect, ofWorkers: aggregator } = {}) {
      const described = {
        ...describe(name, help, labelNames),
        ...(collect && { collect }),
        ...(aggregator && { aggregator }),
      }
      if (!value) return new Gauge(described)
      return new Gauge({
        ...described,
        collect() {
          this.set(value())
        },
      })
    },
    histogram: (name, help, { labelNames, buckets } = {}) =>
      new Histogram({ ...describe(name, help, labelNames), ...(buckets && { buckets: [...buckets] }) }),
    close: () => registry.clear(),
  }
}

/** Without the app's prefix, as the log is the process's. */
function logMetric(): Counter {
  return new Counter({
    name: 'log_lines_dropped_total',
    help: 'Log lines that were not written, because nobody read the output for long',
    registers: [],
    collect() {
      this.reset()
      this.inc(droppedLogLines())
    },
  })
}

/** Without the app's prefix, as the tracer is the process's. */
function spanMetric(): Counter {
  return new Counter({
    name: 'trace_spans_dropped_total',
    help: 'Spans that were not sent, because too many waited or the collector did not take them',
    registers: [],
    collect() {
      this.reset()
      this.inc(droppedSpans())
    },
  })
}

/** Without the app's prefix: a release compares the version of each process by one name. */
function buildMetric(): Gauge {
  const { version, gitSha } = runningBuild()
  const gauge = new Gauge({
    name: 'build_info',
    help: 'The version and the commit that run, as labels of 1',
    labelNames: ['version', 'git_sha'],
    registers: [],
    // Of several workers: they run the same.
    aggregator: 'first',
  })
  gauge.set({ version, git_sha: gitSha }, 1)
  return gauge
}

/** Buckets of what one waits for. */
export const LATENCY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface AnsweredRequest {
  request: { method: string; routeOptions: { url?: string | undefined } }
  elapsedTime: number
}

/**
 * The returned function measures a request by its route, and returns what it is measured as. Without the app's prefix, so that one
 * dashboard serves every app.
 */
export function measureRequests(metrics: Metrics) {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the last byte of the response',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_SECONDS,
    registers: [metrics.registry],
  })
  return ({ request, elapsedTime }: AnsweredRequest, status: number) => {
    const fields = { method: request.method, route: request.routeOptions.url ?? '(none)', status }
    durations.observe(fields, elapsedTime / 1000)
    return fields
  }
}
