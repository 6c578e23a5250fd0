import {
  results,
  HistoryPage,
  InboxEvent,
  ReadEvent,
  type OperationResult,
  type ReadPosition,
  RoomEntry,
  TypingEvent,
} from '@munova/chat-contract'
import { ChatError } from './errors.ts'

/**
 * A frame of the server, parsed tolerantly: additions of a newer server must not break an older page that is still open
 * in a browser. An entry of an unknown kind keeps its seq and has no `event`.
 */
export type Frame =
  | { kind: 'response'; id: number; ok: unknown }
  | { kind: 'rejection'; id: number | null; error: ChatError }
  | { kind: 'entry'; roomId: number; seq: number; event: RoomEntry | undefined }
  | { kind: 'ended'; roomId: number; error: ChatError }
  | { kind: 'typing'; roomId: number; typist: Typist }
  | { kind: 'read'; roomId: number; mark: ReadMark }
  | InboxPush
  | { kind: 'unknown' }

/** An event of the inbox, or its end. */
export type InboxPush = { kind: 'inbox'; event: InboxEvent } | { kind: 'inboxEnded'; error: ChatError }

/** A member who is typing. */
export interface Typist {
  id: number
  name: string
}

/** How far another member has read. */
export interface ReadMark {
  memberId: number
  readSeq: number
}

/** Parses a frame; undefined when it is not a JSON object. */
export function parseFrame(data: unknown): Frame | undefined {
  const frame = typeof data === 'string' ? parseObject(data) : undefined
  if (!frame) return undefined
  const { id, roomId, seq } = frame
  if (frame['event'] === 'subscription.ended' && isNumber(roomId)) {
    return { kind: 'ended', roomId, error: parseError(frame['error']) }
  }
  if (frame['event'] === 'inbox.ended') return { kind: 'inboxEnded', error: parseError(frame['error']) }
  if (isString(frame['event']) && frame['event'].startsWith('inbox.')) {
    const event = InboxEvent.safeParse(frame).data
    return event ? { kind: 'inbox', event } : { kind: 'unknown' }
  }
  if (isString(frame['event']) && isNumber(roomId) && isNumber(seq)) {
    return { kind: 'entry', roomId, seq, event: RoomEntry.safeParse(frame).data }
  }
  const typing = TypingEvent.safeParse(frame).data
  if (typing)
    return { kind: 'typing', roomId: typing.roomId, typist: { id: typing.senderId, name: typing.senderName } }
  const read = ReadEvent.safeParse(frame).data
  if (read)
    return { kind: 'read', roomId: read.roomId, mark: { memberId: read.memberId, readSeq: read.readSeq } }
  if ('error' in frame && (isNumber(id) || id === null)) {
    return { kind: 'rejection', id, error: parseError(frame['error']) }
  }
  if ('ok' in frame && isNumber(id)) return { kind: 'response', id, ok: frame['ok'] }
  return { kind: 'unknown' }
}

/** The result of each operation. */
export interface Results {
  connect: OperationResult<'connect'>
  subscribe: OperationResult<'subscribe'>
  unsubscribe: OperationResult<'unsubscribe'>
  send: OperationResult<'send'>
  history: HistoryPage
  read: ReadPosition
  typing: unknown
  position: OperationResult<'position'>
  inbox: OperationResult<'inbox'>
  closeInbox: unknown
  refresh: OperationResult<'refresh'>
  ping: unknown
}

/** Parsers of the results; each throws when the response does not match the contract. */
export const parseResult: { readonly [Name in keyof Results]: (ok: unknown) => Results[Name] } = {
  connect: (ok) => results.connect.parse(ok),
  subscribe: (ok) => results.subscribe.parse(ok),
  unsubscribe: (ok) => results.unsubscribe.parse(ok),
  send: (ok) => results.send.parse(ok),
  history: parseHistory,
  read: (ok) => results.read.parse(ok),
  typing: (ok) => ok,
  position: (ok) => results.position.parse(ok),
  inbox: (ok) => results.inbox.parse(ok),
  closeInbox: (ok) => ok,
  refresh: (ok) => results.refresh.parse(ok),
  ping: (ok) => ok,
}

/** Entries of an unknown kind are omitted. */
function parseHistory(ok: unknown): HistoryPage {
  const { items, nextCursor } = isObject(ok) ? ok : {}
  if (!Array.isArray(items)) throw new TypeError('items is missing')
  const known = items.map((item) => RoomEntry.safeParse(item).data).filter((item) => item !== undefined)
  return { items: known, nextCursor: HistoryPage.shape.nextCursor.parse(nextCursor) }
}

function parseError(value: unknown): ChatError {
  const error = isObject(value) ? value : {}
  const { code, message, temporary, retryAfterMs, errors } = error
  return new ChatError(
    isString(code) ? code : 'INTERNAL',
    isString(message) ? message : 'The server rejected the request without a reason',
    {
      temporary: temporary === true,
      retryAfterMs: isNumber(retryAfterMs) ? retryAfterMs : undefined,
      errors: Array.isArray(errors) ? errors.flatMap(parsePath) : [],
    },
  )
}

function parsePath(value: unknown): { path: string; message: string }[] {
  const { path, message } = isObject(value) ? value : {}
  return isString(path) && isString(message) ? [{ path, message }] : []
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
