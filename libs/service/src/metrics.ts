import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What one app measures. Names get the app's prefix: `counter('messages_total')` of `chat` is `chat_messages_total`. */
export interface Metrics {
  readonly registry: Registry
  counter(name: string, help: string, labelNames?: readonly string[]): Counter
  gauge(name: string, help: string, labelNames?: readonly string[]): Gauge
  histogram(
    name: string,
    help: string,
    labelNames?: readonly string[],
    buckets?: readonly number[],
  ): Histogram
  /** Forgets everything measured. */
  close(): void
}

/** A registry of its own for each call, so that two servers in one process do not mix. */
export function createMetrics(prefix: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const describe = (name: string, help: string, labelNames: readonly string[] = []) => ({
    name: `${prefix}_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
  })
  return {
    registry,
    counter: (name, help, labelNames) => new Counter(describe(name, help, labelNames)),
    gauge: (name, help, labelNames) => new Gauge(describe(name, help, labelNames)),
    histogram: (name, help, labelNames, buckets) =>
      new Histogram({ ...describe(name, help, labelNames), ...(buckets && { buckets: [...buckets] }) }),
    close: () => registry.clear(),
  }
}
