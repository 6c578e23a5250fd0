import type { NodeAddress } from '../clients/connection/transport.ts'

/** The servers' own counters, summed over all nodes. */
export interface ServerCounts {
  /** Append statements, and the messages they stored. */
  statements: number
  messages: number
  /** AMQP messages published for other nodes. */
  relayFrames: number
  /** Log reads for subscribers. */
  logReads: number
  /** Connections closed because they read too slowly. */
  slowReaders: number
}

const TIMEOUT_MS = 10_000

/** Scrapes /metrics of the nodes; missing metrics and unreachable nodes count as 0. */
export async function readServerCounts(nodes: readonly { address: NodeAddress }[]): Promise<ServerCounts> {
  const pages = await Promise.all(nodes.map(scrape))
  const sum = (name: string, labels = '') =>
    pages.reduce((total, page) => total + sumOf(page, name, labels), 0)
  return {
    statements: sum('chat_append_batch_messages_count'),
    messages: sum('chat_append_batch_messages_sum'),
    relayFrames: sum('chat_relay_frames_total', 'result="sent"'),
    logReads: sum('chat_log_reads_total'),
    slowReaders: sum('chat_connections_closed_total', 'reason="SLOW_READER"'),
  }
}

async function scrape({ address }: { address: NodeAddress }): Promise<string> {
  try {
    const response = await fetch(`${address.url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return await response.text()
  } catch {
    return ''
  }
}

/** The sum of all samples of a metric whose labels include `labels`. */
function sumOf(page: string, name: string, labels: string): number {
  const samples = page.matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))
  return [...samples]
    .filter(([, found = '']) => found.includes(labels))
    .reduce((sum, [, , value]) => sum + Number(value), 0)
}
