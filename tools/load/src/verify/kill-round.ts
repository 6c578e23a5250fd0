import { Connection } from '../clients/connection.ts'
import type { Answer } from '../clients/incoming.ts'
import { type NodeAddress, type TransportName, transports } from '../clients/transport.ts'
import { monotonic } from '../clock.ts'
import type { Acked } from '../storage.ts'
import type { ChatProcess } from './chat-process.ts'

/** Somebody who writes, one message after the other, until their node is dead. */
export interface Writer {
  token: string
  roomId: number
  transport: TransportName
}

/** What one kill has shown. */
export interface Kill {
  acks: Acked[]
  /**
   * Of each client with an ack: milliseconds from the moment its last one was read to the kill. Below 0: it had left the
   * node in time and was read afterwards.
   */
  waits: number[]
}

/** Everybody writes through this node, which is killed in the turn in which the ack number `killAt` is read. */
export async function killOnAck(
  node: ChatProcess,
  { writers, killAt, nextId }: { writers: readonly Writer[]; killAt: number; nextId: () => string },
): Promise<Kill> {
  const address = node.address
  if (!address) throw new Error('the node that is to be killed does not listen')
  const acks: Acked[] = []
  let killed: { at: number; gone: Promise<void> } | undefined
  const onAck = (ack: Acked) => {
    acks.push(ack)
    if (acks.length < killAt || killed) return
    const gone = node.kill()
    killed = { at: monotonic(), gone }
  }
  const clients = await Promise.all(writers.map((writer) => Client.open(address, writer, { nextId, onAck })))
  for (const client of clients) client.write()
  await Promise.all(clients.map((client) => client.gone))
  if (!killed) throw new Error('the node closed its connections before it was killed')
  await killed.gone
  const { at } = killed
  return { acks, waits: clients.flatMap(({ ackedAt }) => (ackedAt === undefined ? [] : [at - ackedAt])) }
}

/** One message in flight, always. */
class Client {
  readonly #writer: Writer
  readonly #nextId: () => string
  readonly #gone = Promise.withResolvers<void>()
  #connection: Connection | undefined
  #clientMessageId = ''
  /** When its last ack was read. */
  ackedAt: number | undefined

  private constructor(writer: Writer, nextId: () => string) {
    this.#writer = writer
    this.#nextId = nextId
  }

  static async open(
    address: NodeAddress,
    writer: Writer,
    { nextId, onAck }: { nextId: () => string; onAck: (ack: Acked) => void },
  ): Promise<Client> {
    const client = new Client(writer, nextId)
    const { token, transport } = writer
    client.#connection = await Connection.open(
      { transport: transports[transport], address, token },
      {
        onEvent() {},
        onEnded() {},
        onAnswer: (answer) => client.#take(answer, onAck),
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
    const { roomId } = this.#writer
    this.#clientMessageId = this.#nextId()
    this.#connection!.send({ roomId, clientMessageId: this.#clientMessageId, text: this.#clientMessageId })
  }

  #take(answer: Answer, onAck: (ack: Acked) => void): void {
    if (!answer.ok) throw new Error(`a message was refused: ${answer.code}`)
    this.ackedAt = monotonic()
    onAck({ roomId: this.#writer.roomId, seq: answer.value, clientMessageId: this.#clientMessageId })
    this.write()
  }
}
