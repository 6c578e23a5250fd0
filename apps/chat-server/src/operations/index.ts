import { operations } from '@munova/chat-contract'
import type { Context } from '../context.ts'
import type { Session } from '../sessions/session.ts'
import { history } from '../rooms/queries/history.ts'
import { parseInput } from './input.ts'
import { markRead } from '../rooms/membership/mark-read.ts'
import { refresh } from './refresh.ts'
import { send } from './send.ts'
import { typing } from './typing.ts'

/**
 * The operations that are one question and one answer, the same on every transport; each gives its answer as JSON
 * text. `subscribe` and `unsubscribe` are not here: a stream is opened and closed in each transport's own way.
 */
const handlers = {
  send: async (context: Context, session: Session, input: unknown) =>
    JSON.stringify(await send(context.roomLog, session, parseInput(operations.send, input))),

  history: (context: Context, session: Session, input: unknown) =>
    session.run(() =>
      history(
        { sql: context.sql, access: context.access, pageBytes: context.config.HISTORY_PAGE_BYTES },
        session.memberId,
        parseInput(operations.history, input),
      ),
    ),

  read: async (context: Context, session: Session, input: unknown) =>
    JSON.stringify(await markRead(context.sql, session.memberId, parseInput(operations.read, input))),

  typing: async (context: Context, session: Session, input: unknown) =>
    JSON.stringify(typing(context.typingEvents, session, parseInput(operations.typing, input))),

  refresh: async (context: Context, session: Session, input: unknown) =>
    JSON.stringify(await refresh(context.verifier, session, parseInput(operations.refresh, input).token)),

  ping: async () => '{}',
}

export type Question = keyof typeof handlers

export function isQuestion(operation: string): operation is Question {
  return Object.hasOwn(handlers, operation)
}

/** Rejects with a Problem of the contract; anything else is our own failure. */
export function answer(
  context: Context,
  session: Session,
  question: { operation: Question; input: unknown },
) {
  return handlers[question.operation](context, session, question.input)
}
