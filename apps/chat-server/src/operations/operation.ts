import type { z } from 'zod'
import type { LiveSession } from '../live-sessions/live-session.ts'
import type { OperationsContext } from './operations-context.ts'
import { parseInput } from './parse-input.ts'

/**
 * A live operation that is one request and one response. Each transport derives from it how clients call it: JSON by
 * its name in `op`, STOMP by the destination `/app/rooms/{roomId}/{name}` or `/app/{name}`, RSocket by the route
 * `chat.{name}`.
 */
export interface Operation extends OperationForm {
  /** Parses the input and runs the operation; resolves to the result as JSON text. Rejects with a Problem. */
  run(context: OperationsContext, session: LiveSession, input: unknown): Promise<string>
}

export interface OperationForm {
  /** Whether it is about one room: its input has a `roomId`, which STOMP carries in the destination. */
  readonly isAboutRoom: boolean
  /**
   * What the input has besides `roomId`: nothing, fields, or a message, which a STOMP client may send as plain text with
   * its `clientMessageId` in a header.
   */
  readonly body: 'none' | 'fields' | 'message'
  /** Whether a client may send it without waiting for the response (RSocket fire-and-forget). */
  readonly isFireAndForget?: boolean
  /** `fields`, the default: a flat object, for the headers of a STOMP RECEIPT. `document`: JSON that needs a body. */
  readonly result?: 'fields' | 'document'
  /** Where these are not made of the name; `{roomId}` stands for the room. */
  readonly stompDestination?: string
  readonly rsocketRoute?: string
}

/** The operations by name. */
export type OperationTable = Readonly<Record<string, Operation>>

/** `handle` returns the result, or its JSON text. */
export function defineOperation<Schema extends z.ZodType>(
  options: OperationForm & {
    input: Schema
    handle: (
      context: OperationsContext,
      session: LiveSession,
      input: z.output<Schema>,
    ) => object | string | Promise<object | string>
  },
): Operation {
  const { input: schema, handle, ...form } = options
  return {
    ...form,
    async run(context, session, input) {
      const result = await handle(context, session, parseInput(schema, input))
      return typeof result === 'string' ? result : JSON.stringify(result)
    },
  }
}
