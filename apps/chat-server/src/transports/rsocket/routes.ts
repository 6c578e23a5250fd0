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
  if (route.startsWith(STREAM)) throw problem('UNKNOWN_OP', `${quote(route)} is a stream: use request-stream`)
  throw problem('UNKNOWN_OP', `There is no route ${quote(route)}`)
}

/** Whether a route may be used without waiting for an answer. */
export function mayBeForgotten(route: string): boolean {
  return route === `${PREFIX}send` || route === `${PREFIX}typing`
}

/** What a stream is asked for; throws VALIDATION_FAILED, or UNKNOWN_OP for other routes. */
export function readStreamRequest(route: string, data: Buffer | null | undefined) {
  if (!route.startsWith(STREAM)) throw problem('UNKNOWN_OP', `There is no stream ${quote(route)}`)
  const digits = route.slice(STREAM.length)
  const roomId = /^\d+$/.test(digits) ? Number(digits) : NaN
  const input = parseData(data)
  if (typeof input !== 'object' || input === null) {
    throw problem('VALIDATION_FAILED', 'The data of a stream is an object, or absent')
  }
  return parseInput(operations.subscribe, { ...input, roomId })
}

/** No data is the same as no fields. */
function parseData(data: Buffer | null | undefined): unknown {
  if (!data || data.length === 0) return {}
  if (!isUtf8(data)) throw problem('INVALID_JSON', 'The data is not UTF-8')
  try {
    return JSON.parse(data.toString())
  } catch {
    throw problem('INVALID_JSON', 'The data is not valid JSON')
  }
}

/** Routes are the client's words: bounded before they are repeated. */
function quote(route: string): string {
  return JSON.stringify(route.slice(0, 80))
}
