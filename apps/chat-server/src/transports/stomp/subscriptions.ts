import { problem } from '../../problems.ts'
import { ProtocolViolation } from './frame-parser.ts'
import { noDestination } from './send-destinations.ts'

/** The destinations of frames that are not entries of a room: errors, results that need a body, and the member's inbox. */
export const queues = {
  errors: '/user/queue/errors',
  answers: '/user/queue/answers',
  inbox: '/user/queue/inbox',
} as const
export type Queue = keyof typeof queues
const queueNames = Object.keys(queues) as Queue[]

export type Destination = { readonly roomId: number } | { readonly queue: Queue }

/** Ids are stored, and sent with each message. */
const MAX_ID_LENGTH = 128

/** The destination of a SUBSCRIBE. Throws ROUTE_NOT_FOUND. */
export function parseDestination(destination: string): Destination {
  const roomId = /^\/topic\/rooms\/(\d{1,15})$/.exec(destination)?.[1]
  if (roomId !== undefined) return { roomId: Number(roomId) }
  const queue = queueNames.find((name) => queues[name] === destination)
  if (queue) return { queue }
  throw noDestination(destination)
}

/**
 * The subscription ids of one connection, in the order of its frames: an id is in use from its SUBSCRIBE to its
 * UNSUBSCRIBE, while the rooms open and close later. A destination has at most one id.
 */
export class Subscriptions {
  readonly #byId = new Map<string, Destination>()

  /** Throws ProtocolViolation for an id that is in use, ALREADY_SUBSCRIBED for a destination that has one. */
  add(id: string, destination: Destination): void {
    if (id.length > MAX_ID_LENGTH) throw new ProtocolViolation('The id is too long')
    if (this.#byId.has(id)) throw new ProtocolViolation('The id of a subscription is used twice')
    for (const other of this.#byId.values())
      if (isSame(other, destination)) throw problem('ALREADY_SUBSCRIBED')
    this.#byId.set(id, destination)
  }

  /** Frees an id. Throws NOT_SUBSCRIBED. */
  remove(id: string): Destination {
    const destination = this.#byId.get(id)
    if (!destination) throw problem('NOT_SUBSCRIBED')
    this.#byId.delete(id)
    return destination
  }

  /** Frees the id of a subscription that the server rejected or ended, unless a newer subscription has it by now. */
  discard(id: string, destination: Destination): void {
    if (this.#byId.get(id) === destination) this.#byId.delete(id)
  }

  idOf(queue: Queue): string | undefined {
    for (const [id, destination] of this.#byId)
      if ('queue' in destination && destination.queue === queue) return id
    return undefined
  }

  /** Throws NOT_SUBSCRIBED. */
  requireIdOf(queue: Queue): string {
    const id = this.idOf(queue)
    if (id === undefined) {
      throw problem('NOT_SUBSCRIBED', { detail: 'subscribeFirst', destination: queues[queue] })
    }
    return id
  }
}

function isSame(one: Destination, other: Destination): boolean {
  if ('roomId' in one) return 'roomId' in other && one.roomId === other.roomId
  return 'queue' in other && one.queue === other.queue
}
