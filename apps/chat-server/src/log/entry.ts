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

/** `2026-11-28T09:00:00.000Z"}` */
const SENT_AT_BYTES = 26
/** The fields before the sender of a body are a short name and two numbers. */
const SENDER_WITHIN_BYTES = 200

/**
 * What tells an entry from another one that the log had under the same seq: the sender and the time, as `toEntry` writes them.
 * Names cannot: they are those of the moment at which the row was read.
 */
export function originOf({ body }: LogEntry): string {
  const senderId = /"senderId":(\d+)/.exec(body.toString('latin1', 0, SENDER_WITHIN_BYTES))?.[1]
  return `${senderId} ${sentAtOf(body)}`
}

/** How long ago an entry was stored. The clock that said when is the database's, so that it may be off by the difference, but not below 0. */
export function ageMsOf({ body }: LogEntry): number {
  return Math.max(0, Date.now() - Date.parse(sentAtOf(body)))
}

function sentAtOf(body: Buffer): string {
  return body.toString('latin1', body.length - SENT_AT_BYTES, body.length - 2)
}

/** The first entries whose bodies have at most `bytes` together, and at least one entry. */
export function entriesWithin(entries: readonly LogEntry[], bytes: number): LogEntry[] {
  let total = 0
  const end = entries.findIndex((entry, index) => (total += entry.body.length) > bytes && index > 0)
  return entries.slice(0, end === -1 ? entries.length : end)
}
