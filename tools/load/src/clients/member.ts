import { Connection, type Incoming } from './connection.ts'
import { readAnswer } from './frame.ts'
import { OrderCheck } from './order.ts'
import type { ClientPlan } from './plan.ts'

/** When the message of each seq of a room was meant to be sent; NaN when that is not known. */
export type RoomTimes = number[]

const SUBSCRIBE_ID = 0

/** A member of the load on its connection, and what it has got. */
export class Member {
  readonly plan: ClientPlan
  readonly times: RoomTimes
  /** There once it listens. */
  check: OrderCheck | undefined
  #connection: Connection | undefined

  constructor(plan: ClientPlan, times: RoomTimes) {
    this.plan = plan
    this.times = times
  }

  /** Connects, and subscribes when it is to listen. Frames after that are for `incoming`. */
  async open(url: string, incoming: Incoming): Promise<void> {
    const { promise: subscribed, resolve, reject } = Promise.withResolvers<void>()
    const first = (frame: Buffer) => {
      const { id, ok } = readAnswer(frame)
      if (id !== SUBSCRIBE_ID || !ok) return reject(new Error(`subscribe was refused: ${frame.toString()}`))
      this.check = new OrderCheck(positionOf(frame))
      resolve()
    }
    this.#connection = await Connection.open(url, this.plan.token, {
      onFrame: (frame) => {
        if (this.plan.listens && !this.check) first(frame)
        else incoming.onFrame(frame)
      },
      onClosed: (code) => {
        reject(new Error(`closed with ${code}`))
        incoming.onClosed(code)
      },
    })
    if (!this.plan.listens) return
    this.send(`{"id":${SUBSCRIBE_ID},"op":"subscribe","roomId":${this.plan.roomId}}`)
    await subscribed
  }

  send(frame: string): void {
    this.#connection?.send(frame)
  }

  close(): void {
    this.#connection?.close()
  }
}

function positionOf(frame: Buffer): number {
  return (JSON.parse(frame.toString()) as { ok: { position: number } }).ok.position
}
