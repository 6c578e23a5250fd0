import type { NodeAddress } from '../clients/connection/transport.ts'

/** What the servers count themselves, summed over all nodes. */
export interface ServerCounts {
  /** Append statements, and the messages they stored. */
  statements: number
  messages: number
  /** AMQP messages published for other nodes. */
  relayFrames: number
  /** Times that the log was read for a subscriber. */
  logReads: number
  /** Connections closed because they read too slowly. */
  slowReaders: number
}

const TIMEOUT_MS = 10_000

/** Asks the servers' own metrics; what they do not have, and nodes that are gone, count as 0. */
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

/** All samples of a metric whose labels have `labels` among them. */
function sumOf(page: string, name: string, labels: string): number {
  const samples = page.matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))
  return [...samples]
    .filter(([, found = '']) => found.includes(labels))
    .reduce((sum, [, , value]) => sum + Number(value), 0)
}
