import { Connection, type ConnectionOptions } from './connection.ts'
import type { Incoming } from './incoming.ts'
import { OrderCheck } from './order.ts'
import type { ClientPlan } from './plan.ts'

/** When the message of each seq of a room was meant to be sent; NaN when that is not known. */
export type RoomTimes = number[]

/** A message that is not answered yet. */
export interface Pending {
  number: number
  /** When it was meant to be sent. */
  intended: number
}

/** A member of the load on its connection, what it waits for, and what it has got. */
export class Member {
  readonly plan: ClientPlan
  readonly times: RoomTimes
  readonly pending = new Map<number, Pending>()
  /** There once it listens. */
  check: OrderCheck | undefined
  #connection: Connection | undefined

  constructor(plan: ClientPlan, times: RoomTimes) {
    this.plan = plan
    this.times = times
  }

  /** Connects, and subscribes when it is to listen. */
  async open(options: Omit<ConnectionOptions, 'token'>, incoming: Incoming): Promise<void> {
    const { token, roomId, listens } = this.plan
    this.#connection = await Connection.open(
      { ...options, token },
      {
        ...incoming,
        onSubscribed: (_roomId, position) => (this.check = new OrderCheck(position)),
      },
    )
    if (listens) await this.#connection.subscribe(roomId)
  }

  send(message: Pending & { clientMessageId: string; text: string }): void {
    if (!this.#connection) return
    const { number, intended, clientMessageId, text } = message
    const id = this.#connection.send({ roomId: this.plan.roomId, clientMessageId, text })
    this.pending.set(id, { number, intended })
  }

  close(): void {
    this.#connection?.close()
  }
}
