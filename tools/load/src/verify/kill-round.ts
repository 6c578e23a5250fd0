import { crc32 } from 'node:zlib'
import { Connection } from '../clients/connection/connection.ts'
import type { Answer } from '../clients/messages/connection-events.ts'
import { messageId } from '../clients/messages/message-id.ts'
import { type NodeAddress, type TransportName, transports } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import type { ChatProcess } from './system/chat-process.ts'
import type { Sent } from './history/history.ts'
import { textOf } from './history/message-text.ts'

/** Somebody who writes, one message after the other, until their node is dead. */
export interface Writer {
  memberId: number
  token: string
  roomId: number
  transport: TransportName
}

/** Where messages are written down; `run` is eight hexadecimal digits of this run alone. */
export interface Notebook {
  sent: Sent
  run: string
  /** How many there have been. */
  connections: number
}

/**
 * Everybody writes through this node, which is killed in the turn in which the ack number `killAt` is read (or a
 * refusal, which is an error). Gives, for each client with an ack, the milliseconds from the moment its last one was
 * read to the kill; below 0 when it had left the node in time and was read afterwards.
 */
export async function killOnAck(
  node: ChatProcess,
  { writers, killAt, notebook }: { writers: readonly Writer[]; killAt: number; notebook: Notebook },
): Promise<number[]> {
  const address = node.address
  if (!address) throw new Error('the node that is to be killed does not listen')
  let acks = 0
  let refusal: string | undefined
  let killed: { at: number; gone: Promise<void> } | undefined
  const onAnswer = (answer: Answer) => {
    if (!answer.ok) refusal ??= answer.code
    else if (++acks < killAt) return
    if (killed) return
    const gone = node.kill()
    killed = { at: monotonic(), gone }
  }
  const clients = await Promise.all(
    writers.map((writer) => Client.open(address, writer, { notebook, onAnswer })),
  )
  for (const client of clients) client.write()
  await Promise.all(clients.map((client) => client.gone))
  if (!killed) throw new Error('the node closed its connections before it was killed')
  const { at, gone } = killed
  await gone
  if (refusal !== undefined) throw new Error(`a message was refused: ${refusal}`)
  return clients.flatMap(({ ackedAt }) => (ackedAt === undefined ? [] : [at - ackedAt]))
}

/** One message in flight, always. */
class Client {
  readonly #writer: Writer
  readonly #notebook: Notebook
  readonly #gone = Promise.withResolvers<void>()
  #connection: Connection | undefined
  readonly #number: number
  /** The one in flight. */
  #message = -1
  /** When its last ack was read. */
  ackedAt: number | undefined

  private constructor(writer: Writer, notebook: Notebook) {
    this.#writer = writer
    this.#notebook = notebook
    this.#number = notebook.connections++
  }

  static async open(
    address: NodeAddress,
    writer: Writer,
    { notebook, onAnswer }: { notebook: Notebook; onAnswer: (answer: Answer) => void },
  ): Promise<Client> {
    const client = new Client(writer, notebook)
    const { token, transport } = writer
    client.#connection = await Connection.open(
      { transport: transports[transport], address, token },
      {
        onEvent() {},
        onEnded() {},
        onAnswer: (answer) => {
          if (answer.ok) client.#acked(answer.value)
          onAnswer(answer)
          client.write()
        },
        onClosed: () => client.#gone.resolve(),
      },
    )
    return client
  }

  /** Resolves when its connection has ended. */
  get gone(): Promise<void> {
    return this.#gone.promise
  }

  write(): void {
    const { roomId, memberId: senderId } = this.#writer
    const { sent, run } = this.#notebook
    const text = textOf(sent.length)
    this.#message = sent.add({ roomId, senderId, text: crc32(text) })
    sent.attempt(this.#message, this.#number)
    this.#connection!.send({ roomId, clientMessageId: messageId(run, this.#message), text })
  }

  #acked(seq: number): void {
    this.ackedAt = monotonic()
    this.#notebook.sent.answered(this.#message, seq)
  }
}
