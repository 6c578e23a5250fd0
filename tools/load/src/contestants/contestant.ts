import type { AnyTransportName } from '../clients/connection/transport.ts'
import type { Closing } from '../runtime/cleanup.ts'
import type { Target } from '../measurement/measure.ts'
import type { Person } from '../fixtures/members.ts'

/** A server that takes part in a comparison. */
export interface Contestant {
  key: string
  label: string
  transport: AnyTransportName
  /** Starts it, with one room of so many members. */
  open(closing: Closing, options: { members: number; log: (line: string) => void }): Promise<Ready>
}

export interface Ready extends Target {
  people: Person[]
  roomId: number
  durability: string
  stop(): Promise<void>
}
