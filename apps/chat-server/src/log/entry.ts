/**
 * An entry of a room's log, ready to be delivered. `body` is the event as JSON in UTF-8: the same bytes on every
 * transport and every node.
 */
export interface LogEntry {
  readonly roomId: number
  readonly seq: number
  readonly body: Buffer
  /** The member whose membership ended with this entry; `all` when the room was deleted. */
  readonly endsFor: number | 'all' | undefined
}

/** The first entries whose bodies have at most `bytes` together, and at least one entry. */
export function entriesWithin(entries: readonly LogEntry[], bytes: number): LogEntry[] {
  let total = 0
  const end = entries.findIndex((entry, index) => (total += entry.body.length) > bytes && index > 0)
  return entries.slice(0, end === -1 ? entries.length : end)
}
