/**
 * An entry of a room's log, ready to be delivered. `body` is the event as JSON in UTF-8: the same bytes on every
 * transport and every node.
 */
export interface LogEntry {
  readonly roomId: number
  readonly seq: number
  readonly body: Buffer
  /** The member whose membership ended with this entry. */
  readonly leftMemberId: number | undefined
}

/** A row of the log with the sender's name. `content` is JSON text and goes into the event unchanged. */
export interface LogRow {
  roomId: number
  seq: number
  event: string
  senderId: number
  senderName: string
  clientMessageId: string | null
  type: string | null
  content: string
  replyTo: number | null
  sentAt: Date
}

/** Builds the event of a row by hand: this is half the work of a send, and `content` is JSON already. */
export function toEntry(row: LogRow): LogEntry {
  let json = `{"event":"${row.event}","roomId":${row.roomId},"seq":${row.seq},"senderId":${row.senderId}`
  json += `,"senderName":${JSON.stringify(row.senderName)}`
  if (row.clientMessageId !== null) json += `,"clientMessageId":"${row.clientMessageId}","type":"${row.type}"`
  json += `,"content":${row.content}`
  if (row.replyTo !== null) json += `,"replyTo":${row.replyTo}`
  json += `,"sentAt":"${row.sentAt.toISOString()}"}`
  return {
    roomId: row.roomId,
    seq: row.seq,
    body: Buffer.from(json),
    leftMemberId: row.event === 'member.left' ? memberIdIn(row.content) : undefined,
  }
}

function memberIdIn(content: string): number {
  return (JSON.parse(content) as { memberId: number }).memberId
}

/** The first entries whose bodies have at most `bytes` together, and at least one entry. */
export function entriesWithin(entries: readonly LogEntry[], bytes: number): LogEntry[] {
  let total = 0
  const end = entries.findIndex((entry, index) => (total += entry.body.length) > bytes && index > 0)
  return entries.slice(0, end === -1 ? entries.length : end)
}
