import { isUtf8 } from 'node:buffer'
import type { Operation } from '../../operations/operation.ts'
import type { Problem } from '@munova/service'
import { problem, rejectedPath } from '../../problems.ts'
import { type Frame, ProtocolViolation } from './frame-parser.ts'
import type { SendTarget } from './send-destinations.ts'

export const MESSAGE_ID_HEADER = 'client-message-id'

/** The input of the operation that a SEND calls; not parsed yet. Throws INVALID_JSON, UNSUPPORTED_MEDIA_TYPE. */
export function readInput(frame: Frame, { operation, roomId }: SendTarget): object {
  return { ...readBody(frame, operation), ...(roomId !== undefined && { roomId }) }
}

function readBody(frame: Frame, { body }: Operation): object {
  switch (body) {
    case 'none':
      return {}
    case 'fields':
      return jsonBody(frame)
    case 'message':
      return { ...messageBody(frame), clientMessageId: frame.headers.get(MESSAGE_ID_HEADER) }
  }
}

/** A header that STOMP requires. Throws ProtocolViolation. */
export function requireHeader(frame: Frame, name: string): string {
  const value = frame.headers.get(name)
  if (value === undefined || value === '')
    throw new ProtocolViolation(`${frame.command} needs the header ${name}`)
  return value
}

/** NaN, which every operation rejects, when the header is not a number. */
export function numberIn(frame: Frame, name: string): number | undefined {
  const digits = frame.headers.get(name)
  if (digits === undefined) return undefined
  return /^\d{1,15}$/.test(digits) ? Number(digits) : NaN
}

export function ackModeOf(frame: Frame): string {
  const mode = frame.headers.get('ack') ?? 'auto'
  if (['auto', 'client', 'client-individual'].includes(mode)) return mode
  throw new ProtocolViolation('ack is auto, client or client-individual')
}

/** A plain text, or `{type, content, replyTo?}` as JSON, which is also the default. */
function messageBody(frame: Frame): object {
  if (!isPlainText(frame)) return jsonBody(frame, textWithoutType)
  return { type: 'TEXT', content: { text: textBody(frame) } }
}

export function isPlainText(frame: Frame): boolean {
  return mediaType(frame) === 'text/plain'
}

/** Most likely the headers are misspelt: all that are missing are named. */
function textWithoutType(frame: Frame): Problem {
  const needed = ['content-type', MESSAGE_ID_HEADER].filter((name) => !frame.headers.has(name))
  const errors = needed.map((name) => rejectedPath(`headers.${name}`, 'is missing'))
  return problem('INVALID_JSON', { detail: 'textWithoutType', errors })
}

/** `undeclared` makes the problem of a body that is no JSON and has no `content-type`. */
function jsonBody(frame: Frame, undeclared?: (frame: Frame) => Problem): object {
  if ((mediaType(frame) ?? 'application/json') !== 'application/json') {
    throw problem('UNSUPPORTED_MEDIA_TYPE', { detail: 'contentType' })
  }
  const json = parseJson(textBody(frame))
  if (json === undefined)
    throw (mediaType(frame) === undefined && undeclared?.(frame)) || problem('INVALID_JSON')
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw problem('VALIDATION_FAILED', { detail: 'bodyNotObject' })
}

/** Without parameters: the charset is UTF-8, whatever they say. */
function mediaType(frame: Frame): string | undefined {
  const [type] = frame.headers.get('content-type')?.split(';') ?? []
  return type?.trim().toLowerCase()
}

function textBody(frame: Frame): string {
  if (!isUtf8(frame.body)) throw problem('VALIDATION_FAILED', { detail: 'bodyNotUtf8' })
  return frame.body.toString()
}

/** Undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
