import { isUtf8 } from 'node:buffer'
import { problem } from '../../problems.ts'
import type { Question } from '../../operations/index.ts'
import { type Frame, ProtocolViolation } from './parser.ts'
import { noDestination } from './subscriptions.ts'

export interface Request {
  operation: Question
  /** Not checked yet: the operation does that. */
  input: object
}

/** What a SEND asks for, by its destination. Throws ROUTE_NOT_FOUND, INVALID_JSON, UNSUPPORTED_MEDIA_TYPE. */
export function requestOf(destination: string, frame: Frame): Request {
  if (destination === '/app/token') return { operation: 'refresh', input: jsonBody(frame) }
  const [, digits, verb] = /^\/app\/rooms\/(\d{1,15})(?:\/(read|history|typing))?$/.exec(destination) ?? []
  if (digits === undefined) throw noDestination(destination)
  const roomId = Number(digits)
  if (verb === 'typing') return { operation: verb, input: { roomId } }
  if (verb === 'read' || verb === 'history') {
    return { operation: verb, input: { ...jsonBody(frame), roomId } }
  }
  const clientMessageId = frame.headers.get('client-message-id')
  return { operation: 'send', input: { ...message(frame), roomId, clientMessageId } }
}

/** A header without which the frame is not STOMP. */
export function required(frame: Frame, name: string): string {
  const value = frame.headers.get(name)
  if (value === undefined || value === '')
    throw new ProtocolViolation(`${frame.command} needs the header ${name}`)
  return value
}

/** NaN, which no operation takes, when it is not a number. */
export function numberOf(frame: Frame, name: string): number | undefined {
  const digits = frame.headers.get(name)
  if (digits === undefined) return undefined
  return /^\d{1,15}$/.test(digits) ? Number(digits) : NaN
}

export function ackModeOf(frame: Frame): string {
  const mode = frame.headers.get('ack') ?? 'auto'
  if (['auto', 'client', 'client-individual'].includes(mode)) return mode
  throw new ProtocolViolation('ack is auto, client or client-individual')
}

/** Text as it is, or `{type, content, replyTo?}` in JSON, which is also what no content-type means. */
function message(frame: Frame): object {
  if (mediaType(frame) !== 'text/plain') return jsonBody(frame)
  return { type: 'TEXT', content: { text: textBody(frame) } }
}

function jsonBody(frame: Frame): object {
  if ((mediaType(frame) ?? 'application/json') !== 'application/json') {
    throw problem('UNSUPPORTED_MEDIA_TYPE', { detail: 'contentType' })
  }
  const json = parseJson(textBody(frame))
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw problem('VALIDATION_FAILED', { detail: 'bodyNotObject' })
}

/** Without its parameters: the charset is UTF-8 whatever they say. */
function mediaType(frame: Frame): string | undefined {
  return frame.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase()
}

function textBody(frame: Frame): string {
  if (!isUtf8(frame.body)) throw problem('VALIDATION_FAILED', { detail: 'bodyNotUtf8' })
  return frame.body.toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw problem('INVALID_JSON')
  }
}
