import { operations } from '@munova/chat-contract'
import { markRead } from '../rooms/membership/mark-read.ts'
import { history } from '../rooms/queries/history.ts'
import { defineOperation, type OperationTable } from './operation.ts'
import { position } from './position.ts'
import { refresh } from './refresh.ts'
import { send } from './send.ts'
import { typing } from './typing.ts'

/**
 * Every live operation that is one request and one response; a line here puts it on every transport. `subscribe`, `inbox` and
 * what closes them are not here: each transport opens and closes streams in its own way.
 */
export const liveOperations = {
  send: defineOperation({
    input: operations.send,
    isAboutRoom: true,
    body: 'message',
    isFireAndForget: true,
    stompDestination: '/app/rooms/{roomId}',
    handle: ({ roomLog }, session, input) => send(roomLog, session, input),
  }),

  history: defineOperation({
    input: operations.history,
    isAboutRoom: true,
    body: 'fields',
    result: 'document',
    handle: ({ sql, access, config }, session, input) =>
      session.readMutex.run(() =>
        history({ sql, access, pageBytes: config.HISTORY_PAGE_BYTES }, session.memberId, input),
      ),
  }),

  read: defineOperation({
    input: operations.read,
    isAboutRoom: true,
    body: 'fields',
    handle: (context, session, input) => markRead(context, session.memberId, input),
  }),

  typing: defineOperation({
    input: operations.typing,
    isAboutRoom: true,
    body: 'none',
    isFireAndForget: true,
    handle: ({ ephemeralEvents }, session, input) => typing(ephemeralEvents, session, input),
  }),

  position: defineOperation({
    input: operations.position,
    isAboutRoom: true,
    body: 'none',
    rsocketRoute: 'join',
    handle: ({ access }, session, input) => position(access, session, input),
  }),

  refresh: defineOperation({
    input: operations.refresh,
    isAboutRoom: false,
    body: 'fields',
    stompDestination: '/app/token',
    handle: ({ verifier }, session, { token }) => refresh(verifier, session, token),
  }),

  ping: defineOperation({ input: operations.ping, isAboutRoom: false, body: 'none', handle: () => ({}) }),
} satisfies OperationTable
