import type { LogEntry } from './entry.ts'

/** A row of the log with the sender's name. `content` is JSON text. */
export interface LogRow {
  roomId: number
  seq: number
  event: string
  senderId: number
  /** Null: the member has withdrawn. */
  senderName: string | null
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
  json += `,"content":${contentOf(row)}`
  if (row.replyTo !== null) json += `,"replyTo":${row.replyTo}`
  json += `,"sentAt":"${row.sentAt.toISOString()}"}`
  return {
    roomId: row.roomId,
    seq: row.seq,
    body: Buffer.from(json),
    endsFor: endsFor(row),
  }
}

/** What is stored goes into the event unchanged, but for names: the log has none. */
function contentOf({ event, content, senderName }: LogRow): string {
  if (event !== 'member.joined') return content
  return `{"memberId":${memberIdIn(content)},"name":${JSON.stringify(senderName)}}`
}

function endsFor({ event, content }: LogRow): LogEntry['endsFor'] {
  if (event === 'room.deleted') return 'all'
  return event === 'member.left' ? memberIdIn(content) : undefined
}

function memberIdIn(content: string): number {
  return (JSON.parse(content) as { memberId: number }).memberId
}
