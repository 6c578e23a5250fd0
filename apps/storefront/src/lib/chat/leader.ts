import { ChatClient, ChatError, type ChatState, type Room, SignInNeeded } from '@munova/chat-client'
import type { UnsentMessages, UnsentMessage } from './unsent.ts'
import type { ConnectionState } from '#lib/tabs/channel.ts'
import type { Leader } from '#lib/tabs/tabs.ts'
import { SignedOut, type SessionToken } from '#lib/tabs/token.ts'
import type { News, Request } from './signals.ts'

/** Opens the one connection of the browser, and sends what is unsent. `tell` reaches all tabs, also this one. */
export function lead(options: {
  token: SessionToken
  unsent: UnsentMessages
  tell: (news: News) => void
}): Leader<Request> {
  const { token, unsent, tell } = options
  const client = new ChatClient({
    url: `${location.origin.replace(/^http/, 'ws')}/chat/ws`,
    token: (request) =>
      token.get(request).catch((error: unknown) => {
        throw error instanceof SignedOut ? new SignInNeeded() : error
      }),
  })
  const rooms = new Map<number, Promise<Room>>()
  const wanted = new Map<string, ReadonlySet<number>>()
  const sending = new Set<string>()
  let isOpen = false
  let current: ConnectionState = 'connecting'

  client.onState((state) => {
    current = connectionState(state)
    tell({ kind: 'state', state: current })
  })
  client.connect()
  const opened = () => {
    isOpen = true
    tell({ kind: 'opened' })
  }
  // Rejects when the client is closed, which its state says too.
  client
    .openInbox({ onEvent: (event) => tell({ kind: 'inbox', event }), onLost: opened })
    .then(opened, () => undefined)
  send()

  function join(roomId: number, after?: number): Promise<Room> {
    const known = rooms.get(roomId)
    if (known) return known
    const joining = client.join(roomId, {
      after,
      onEvent: (entry) => tell({ kind: 'entry', roomId, entry }),
      onTyping: (typist) => tell({ kind: 'typing', roomId, typist }),
      onRead: (mark) => tell({ kind: 'read', roomId, mark }),
      onResumed: () => void announce(roomId),
      onLost: ({ after: seq }) => tell({ kind: 'lost', roomId, after: seq }),
      onEnded: () => gone(roomId),
    })
    rooms.set(roomId, joining)
    joining.catch((error: unknown) => {
      rooms.delete(roomId)
      if (isRejection(error)) tell({ kind: 'left', roomId })
    })
    return joining
  }

  function gone(roomId: number): void {
    rooms.delete(roomId)
    tell({ kind: 'left', roomId })
  }

  /** Tells where the stream of a room is. What joining rejects with is told by `join`. */
  const announce = (roomId: number) =>
    rooms.get(roomId)?.then(
      ({ position }) => tell({ kind: 'joined', roomId, position }),
      () => undefined,
    )

  /** Ends the streams of rooms that no tab shows. */
  function leaveOthers(): void {
    const shown = new Set([...wanted.values()].flatMap((ids) => [...ids]))
    const sendingTo = new Set(unsent.all().map(({ roomId }) => roomId))
    for (const [roomId, joining] of rooms) {
      if (shown.has(roomId) || sendingTo.has(roomId)) continue
      rooms.delete(roomId)
      joining.then(
        (room) => room.leave(),
        () => undefined,
      )
    }
  }

  function send(): void {
    for (const message of unsent.all()) {
      if (message.failure !== undefined || sending.has(message.id)) continue
      sending.add(message.id)
      void deliver(message).finally(() => {
        sending.delete(message.id)
        leaveOthers()
      })
    }
  }

  async function deliver({ id, roomId, content }: UnsentMessage): Promise<void> {
    try {
      const room = await join(roomId)
      const { seq } = await room.send({ ...content, clientMessageId: id })
      unsent.remove(id)
      tell({ kind: 'sent', roomId, id, seq })
    } catch (error) {
      // Without a final answer it stays, for the next tab that has the connection.
      if (!isRejection(error)) return
      unsent.fail(id, error.code)
      tell({ kind: 'unsent' })
    }
  }

  return {
    handle(request) {
      if (request.kind === 'send') return send()
      if (request.kind === 'typing') {
        void rooms.get(request.roomId)?.then(
          (room) => room.typing(),
          () => undefined,
        )
        return
      }
      wanted.set(request.tab, new Set(request.rooms.map(({ roomId }) => roomId)))
      tell({ kind: 'state', state: current })
      if (isOpen) tell({ kind: 'opened' })
      for (const { roomId, after } of request.rooms) {
        void join(roomId, after).catch(() => undefined)
        void announce(roomId)
      }
      leaveOthers()
    },
    close: () => client.close(),
  }
}

/** A final answer of the server, and not the end of this client. */
const isRejection = (error: unknown): error is ChatError =>
  error instanceof ChatError && !error.temporary && error.code !== 'CLOSED' && error.code !== 'LEFT'

function connectionState(state: ChatState): ConnectionState {
  switch (state.name) {
    case 'idle':
    case 'connecting':
      return 'connecting'
    case 'closed':
      return state.reason.code === 'SIGN_IN_NEEDED' || state.reason.code === 'SIGNED_OUT'
        ? 'signedOut'
        : 'ended'
    default:
      return state.name
  }
}
