import { isUtf8 } from 'node:buffer'
import { type OperationInput, operations as inputs } from '@munova/chat-contract'
import type { Operation, OperationTable } from '../../operations/operation.ts'
import { parseInput } from '../../operations/parse-input.ts'
import { problem } from '../../problems.ts'

const STREAM = 'chat.stream.'
const INBOX = 'chat.inbox'
const MAX_ECHOED_LENGTH = 80

/** The routes of requests with one response: one for each operation of the table. */
export class Routes {
  readonly #byRoute: ReadonlyMap<string, { name: string; operation: Operation }>

  constructor(operations: OperationTable) {
    this.#byRoute = new Map(
      Object.entries(operations).map(([name, operation]) => [
        operation.rsocketRoute ?? `chat.${name}`,
        { name, operation },
      ]),
    )
  }

  /** Throws UNKNOWN_OP. */
  resolve(route: string): { name: string; operation: Operation } {
    const target = this.#byRoute.get(route)
    if (target) return target
    const detail = route.startsWith(STREAM) || route === INBOX ? 'useRequestStream' : 'route'
    throw problem('UNKNOWN_OP', { detail, route: echoed(route) })
  }
}

/** What a stream delivers: the entries of a room, or the inbox. */
export type StreamInput = { room: OperationInput<'subscribe'> } | { inbox: OperationInput<'inbox'> }

/** The input of a stream; throws VALIDATION_FAILED, or UNKNOWN_OP for other routes. */
export function readStreamInput(route: string, data: Buffer | null | undefined): StreamInput {
  if (route === INBOX) return { inbox: parseInput(inputs.inbox, parseData(data)) }
  if (!route.startsWith(STREAM)) throw problem('UNKNOWN_OP', { detail: 'stream', route: echoed(route) })
  const digits = route.slice(STREAM.length)
  const roomId = /^\d+$/.test(digits) ? Number(digits) : NaN
  const input = parseData(data)
  if (typeof input !== 'object' || input === null) {
    throw problem('VALIDATION_FAILED', { detail: 'streamData' })
  }
  return { room: parseInput(inputs.subscribe, { ...input, roomId }) }
}

/** Parses the data of a request; no data is an empty object. Throws INVALID_JSON. */
export function parseData(data: Buffer | null | undefined): unknown {
  if (!data || data.length === 0) return {}
  if (!isUtf8(data)) throw problem('INVALID_JSON', { detail: 'dataNotUtf8' })
  try {
    return JSON.parse(data.toString())
  } catch {
    throw problem('INVALID_JSON', { detail: 'dataNotJson' })
  }
}

/** A route is text of the client: shortened before it is sent back. */
function echoed(route: string): string {
  return route.slice(0, MAX_ECHOED_LENGTH)
}
