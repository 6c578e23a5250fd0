import { operations } from '@munova/chat-contract'
import { isUtf8 } from 'node:buffer'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { answer, isQuestion } from '../../operations/index.ts'
import { parseInput } from '../../operations/input.ts'
import { position } from '../../operations/position.ts'
import type { Session } from '../../sessions/session.ts'

const PREFIX = 'chat.'
const STREAM = 'chat.stream.'
const JOIN = 'join'

/** The answer of a request with one, as JSON text. Rejects as `answer` does, and with UNKNOWN_OP for other routes. */
export async function ask(
  context: Context,
  session: Session,
  question: { route: string; data: Buffer | null | undefined },
): Promise<string> {
  const { route } = question
  if (route === JOIN) return position(context.access, session, parseData(question.data))
  const operation = route.startsWith(PREFIX) ? route.slice(PREFIX.length) : ''
  if (isQuestion(operation)) return answer(context, session, { operation, input: parseData(question.data) })
  if (route.startsWith(STREAM))
    throw problem('UNKNOWN_OP', { detail: 'useRequestStream', route: shortened(route) })
  throw problem('UNKNOWN_OP', { detail: 'route', route: shortened(route) })
}

/** Whether a route may be used without waiting for an answer. */
export function mayBeForgotten(route: string): boolean {
  return route === `${PREFIX}send` || route === `${PREFIX}typing`
}

/** What a stream is asked for; throws VALIDATION_FAILED, or UNKNOWN_OP for other routes. */
export function readStreamRequest(route: string, data: Buffer | null | undefined) {
  if (!route.startsWith(STREAM)) throw problem('UNKNOWN_OP', { detail: 'stream', route: shortened(route) })
  const digits = route.slice(STREAM.length)
  const roomId = /^\d+$/.test(digits) ? Number(digits) : NaN
  const input = parseData(data)
  if (typeof input !== 'object' || input === null) {
    throw problem('VALIDATION_FAILED', { detail: 'streamData' })
  }
  return parseInput(operations.subscribe, { ...input, roomId })
}

/** No data is the same as no fields. */
function parseData(data: Buffer | null | undefined): unknown {
  if (!data || data.length === 0) return {}
  if (!isUtf8(data)) throw problem('INVALID_JSON', { detail: 'dataNotUtf8' })
  try {
    return JSON.parse(data.toString())
  } catch {
    throw problem('INVALID_JSON', { detail: 'dataNotJson' })
  }
}

/** A route is text of the client: bounded before it is sent back. */
function shortened(route: string): string {
  return route.slice(0, 80)
}
