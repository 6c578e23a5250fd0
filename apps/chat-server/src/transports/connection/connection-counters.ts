import type { ChatErrorCode, CloseName } from '@munova/chat-contract'
import type { Metrics } from '@munova/service'

/** The counters that the connections of one transport share. */
export interface ConnectionCounters {
  closed: (reason: CloseName) => void
  rejected: (code: ChatErrorCode) => void
}

/** Registers the metrics; returns the counters of a transport, which is their label. To be called once per process. */
export function countConnections(metrics: Metrics): (transport: string) => ConnectionCounters {
  const closed = metrics.counter('connections_closed_total', 'Connections closed by the server', [
    'transport',
    'reason',
  ])
  const rejected = metrics.counter('live_errors_total', 'Operations rejected', ['transport', 'code'])
  return (transport) => ({
    closed: (reason) => closed.inc({ transport, reason }),
    rejected: (code) => rejected.inc({ transport, code }),
  })
}
