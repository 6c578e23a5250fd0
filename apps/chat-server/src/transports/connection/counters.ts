import type { ChatErrorCode, CloseName } from '@munova/chat-contract'
import type { Metrics } from '@munova/service'

/** What the connections of a transport count together. */
export interface ConnectionCounters {
  closed: (reason: CloseName) => void
  refused: (code: ChatErrorCode) => void
}

/** The counters of every transport: the same metrics, told apart by a label. To be called once per process. */
export function countConnections(metrics: Metrics): (transport: string) => ConnectionCounters {
  const closed = metrics.counter('connections_closed_total', 'Connections closed by the server', [
    'transport',
    'reason',
  ])
  const refused = metrics.counter('live_errors_total', 'Operations refused', ['transport', 'code'])
  return (transport) => ({
    closed: (reason) => closed.inc({ transport, reason }),
    refused: (code) => refused.inc({ transport, code }),
  })
}
