import { crc32 } from 'node:zlib'
import { Connection } from '../clients/connection/connection.ts'
import type { OperationResult } from '../clients/messages/connection-events.ts'
import { messageId } from '../clients/messages/message-id.ts'
import { type NodeAddress, type TransportName, transports } from '../clients/connection/transport.ts'
import { monotonic } from '../runtime/clock.ts'
import type { ChatProcess } from './system/chat-process.ts'
import type { SentMessages } from './history/history.ts'
import { textOf } from './history/message-text.ts'

/** A member who sends one message after the other until its node is killed. */
export interface Writer {
  memberId: number
  token: string
  roomId: number
  transport: TransportName
}

/** The record of sent messages; `run` is eight hexadecimal digits, unique to the run. */
export interface SendRecord {
  sent: SentMessages
  run: string
  /** The number of connections so far. */
  connections: number
}

/**
 * All writers send through this node, which is killed in the same turn of the event loop in which ack number `killAt` is
 * read (or a rejection, which is an error). Returns, for each client with an ack, the milliseconds from reading its last
 * ack to the kill; negative when the ack was sent before the kill and read after it.
 */
export async function killOnAck(
  node: ChatProcess,
  { writers, killAt, record }: { writers: readonly Writer[]; killAt: number; record: SendRecord },
): Promise<number[]> {
  const address = node.address
  if (!address) throw new Error('the node to kill does not listen')
  let acks = 0
  let rejection: string | undefined
  let killed: { at: number; exited: Promise<void> } | undefined
  const onResult = (result: OperationResult) => {
    if (!result.ok) rejection ??= result.code
    else if (++acks < killAt) return
    if (killed) return
    const exited = node.kill()
    killed = { at: monotonic(), exited }
  }
  const clients = await Promise.all(
    writers.map((writer) => Client.open(address, writer, { record, onResult })),
  )
  for (const client of clients) client.write()
  await Promise.all(clients.map((client) => client.closed))
  if (!killed) throw new Error('the node closed its connections before it was killed')
  const { at, exited } = killed
  await exited
  if (rejection !== undefined) throw new Error(`a message was rejected: ${rejection}`)
  return clients.flatMap(({ ackedAt }) => (ackedAt === undefined ? [] : [at - ackedAt]))
}

/** A client that always has one message in flight. */
class Client {
  readonly #writer: Writer
  readonly #record: SendRecord
  readonly #closed = Promise.withResolvers<void>()
  #connection: Connection | undefined
  readonly #number: number
  /** The message in flight. */
  #message = -1
  /** When its last ack was read. */
  ackedAt: number | undefined

  private constructor(writer: Writer, record: SendRecord) {
    this.#writer = writer
    this.#record = record
    this.#number = record.connections++
  }

  static async open(
    address: NodeAddress,
    writer: Writer,
    { record, onResult }: { record: SendRecord; onResult: (result: OperationResult) => void },
  ): Promise<Client> {
    const client = new Client(writer, record)
    const { token, transport } = writer
    client.#connection = await Connection.open(
      { transport: transports[transport], address, token },
      {
        onEvent() {},
        onSubscriptionEnded() {},
        onResult: (result) => {
          if (result.ok) client.#acked(result.value)
          onResult(result)
          client.write()
        },
        onClosed: () => client.#closed.resolve(),
      },
    )
    return client
  }

  /** Resolves when its connection has closed. */
  get closed(): Promise<void> {
    return this.#closed.promise
  }

  write(): void {
    const { roomId, memberId: senderId } = this.#writer
    const { sent, run } = this.#record
    const text = textOf(sent.length)
    this.#message = sent.add({ roomId, senderId, text: crc32(text) })
    sent.recordAttempt(this.#message, this.#number)
    this.#connection!.send({ roomId, clientMessageId: messageId(run, this.#message), text })
  }

  #acked(seq: number): void {
    this.ackedAt = monotonic()
    this.#record.sent.recordAck(this.#message, seq)
  }
}
