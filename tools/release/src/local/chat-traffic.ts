import { setTimeout as delay } from 'node:timers/promises'
import { ChatClient } from '@munova/chat-client'
import { poll } from '@munova/tool-services'
import { type Received, type Tally, tallyOf } from './tally.ts'

const CLIENTS = 4
const PAUSE_MS = 20
/** How long the last messages may take, with a reconnect. */
const SETTLE_MS = 30_000
const POLL_MS = 50

export interface ChatCounts extends Tally {
  sockets: number
  reconnects: number
  /** Sends that got an error for an ack, or none until the clients were closed. */
  rejected: number
}

/** WebSockets of one member in one room, each of which sends without end and gets what all send; `stop` compares. */
export async function startChatTraffic({
  url,
  token,
  roomId,
}: {
  url: string
  token: string
  roomId: number
}): Promise<{ stop(): Promise<ChatCounts> }> {
  const over = new AbortController()
  const acked = Array.from({ length: CLIENTS }, (): number[] => [])
  const received = Array.from({ length: CLIENTS }, (): Received[number][] => [])
  let reconnects = 0
  let rejected = 0
  const clients = acked.map(() => {
    const client = new ChatClient({ url, token: () => Promise.resolve(token) })
    client.onState(({ name }) => void (name === 'waiting' && reconnects++))
    client.connect()
    return client
  })
  const rooms = await Promise.all(
    clients.map((client, index) =>
      client.join(roomId, {
        onEvent(entry) {
          if (entry.event !== 'message' || entry.type !== 'TEXT') return
          const [, sender, number] = /^release (\d+) (\d+)$/.exec(entry.content.text) ?? []
          if (sender !== undefined) received[index]!.push({ sender: Number(sender), number: Number(number) })
        },
      }),
    ),
  )
  const sending = Promise.all(
    rooms.map(async (room, sender) => {
      for (let number = 1; !over.signal.aborted; number++) {
        const text = `release ${sender} ${number}`
        await room.send({ type: 'TEXT', content: { text } }).then(
          () => acked[sender]!.push(number),
          () => rejected++,
        )
        await delay(PAUSE_MS)
      }
    }),
  )
  return {
    async stop() {
      over.abort()
      // Without a server a send waits until its client is closed.
      const deadline = setTimeout(() => void close(clients), SETTLE_MS)
      await sending
      await poll(async () => tallyOf(acked, received).lost === 0, { everyMs: POLL_MS, timeoutMs: SETTLE_MS })
      clearTimeout(deadline)
      await close(clients)
      return { ...tallyOf(acked, received), sockets: CLIENTS, reconnects, rejected }
    },
  }
}

async function close(clients: readonly ChatClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()))
}
