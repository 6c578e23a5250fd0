import { problem } from '../../problems.ts'
import { ProtocolViolation } from './parser.ts'

/** Where what is not an entry of a room is delivered: refusals, and pages of history. */
export const queues = { errors: '/user/queue/errors', answers: '/user/queue/answers' } as const
export type Queue = keyof typeof queues

export type Destination = { readonly roomId: number } | { readonly queue: Queue }

/** Ids are kept, and sent with each message. */
const MAX_ID_LENGTH = 128

/** What SUBSCRIBE may name. Throws ROUTE_NOT_FOUND. */
export function parseDestination(destination: string): Destination {
  const roomId = /^\/topic\/rooms\/(\d{1,15})$/.exec(destination)?.[1]
  if (roomId !== undefined) return { roomId: Number(roomId) }
  if (destination === queues.errors) return { queue: 'errors' }
  if (destination === queues.answers) return { queue: 'answers' }
  throw noDestination(destination)
}

export function noDestination(destination: string) {
  return problem('ROUTE_NOT_FOUND', { detail: 'destination', destination: destination.slice(0, 100) })
}

/**
 * The subscription ids of one connection, in the order of its frames: an id is taken at SUBSCRIBE and free at
 * UNSUBSCRIBE, while the rooms themselves open and close behind. A destination has one id at most.
 */
export class Subscriptions {
  readonly #byId = new Map<string, Destination>()

  /** Throws ProtocolViolation for an id that is in use, ALREADY_SUBSCRIBED for such a destination. */
  add(id: string, destination: Destination): void {
    if (id.length > MAX_ID_LENGTH) throw new ProtocolViolation('The id is too long')
    if (this.#byId.has(id)) throw new ProtocolViolation('The id of a subscription is used twice')
    for (const other of this.#byId.values())
      if (isSame(other, destination)) throw problem('ALREADY_SUBSCRIBED')
    this.#byId.set(id, destination)
  }

  /** Throws NOT_SUBSCRIBED. */
  take(id: string): Destination {
    const destination = this.#byId.get(id)
    if (!destination) throw problem('NOT_SUBSCRIBED')
    this.#byId.delete(id)
    return destination
  }

  /** The subscription was refused or ended by the server. Its id may belong to a newer one by now, which stays. */
  drop(id: string, destination: Destination): void {
    if (this.#byId.get(id) === destination) this.#byId.delete(id)
  }

  idOf(queue: Queue): string | undefined {
    for (const [id, destination] of this.#byId)
      if ('queue' in destination && destination.queue === queue) return id
    return undefined
  }

  /** Throws NOT_SUBSCRIBED. */
  toQueue(queue: Queue): string {
    const id = this.idOf(queue)
    if (id === undefined)
      throw problem('NOT_SUBSCRIBED', { detail: 'subscribeFirst', destination: queues[queue] })
    return id
  }
}

function isSame(one: Destination, other: Destination): boolean {
  if ('roomId' in one) return 'roomId' in other && one.roomId === other.roomId
  return 'queue' in other && one.queue === other.queue
}
