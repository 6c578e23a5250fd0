import type { Metrics } from '@munova/service'
import type { Broker } from './broker.ts'

/** What every service shows of its broker. */
export function addBrokerMetrics(metrics: Pick<Metrics, 'gauge'>, broker: Broker): void {
  metrics.gauge('broker_connected', '1 while the broker is connected; 0 when a worker has lost it', {
    value: () => Number(broker.connected),
    ofWorkers: 'min',
  })
  metrics.gauge('events_parked', 'Events parked since the start', { value: () => broker.stats().parked })
  metrics.gauge(
    'event_transient_failures',
    'Attempts to process an event that failed and do not count, since the start',
    {
      value: () => broker.stats().transientFailures,
    },
  )
}
