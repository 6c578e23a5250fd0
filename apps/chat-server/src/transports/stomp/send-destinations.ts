import type { Operation, OperationTable } from '../../operations/operation.ts'
import { problem } from '../../problems.ts'

const ROOM_ID = '{roomId}'

/** An operation, and the room that its destination names. */
export interface SendTarget {
  name: string
  operation: Operation
  roomId: number | undefined
}

/** The destinations of SEND: one for each operation of the table. */
export class SendDestinations {
  readonly #byDestination: ReadonlyMap<string, { name: string; operation: Operation }>

  constructor(operations: OperationTable) {
    this.#byDestination = new Map(
      Object.entries(operations).map(([name, operation]) => [
        destinationOf(name, operation),
        { name, operation },
      ]),
    )
  }

  /** Throws ROUTE_NOT_FOUND. */
  resolve(destination: string): SendTarget {
    const [, digits, rest = ''] = /^\/app\/rooms\/(\d{1,15})(\/.*)?$/.exec(destination) ?? []
    const key = digits === undefined ? destination : `/app/rooms/${ROOM_ID}${rest}`
    const target = this.#byDestination.get(key)
    // Literal braces are not a room.
    if (!target || (target.operation.isAboutRoom && digits === undefined)) throw noDestination(destination)
    return { ...target, roomId: digits === undefined ? undefined : Number(digits) }
  }
}

export function noDestination(destination: string) {
  return problem('ROUTE_NOT_FOUND', { detail: 'destination', destination: destination.slice(0, 100) })
}

function destinationOf(name: string, { isAboutRoom, stompDestination }: Operation): string {
  return stompDestination ?? (isAboutRoom ? `/app/rooms/${ROOM_ID}/${name}` : `/app/${name}`)
}
