import type { AnyTransportName } from '../clients/connection/transport.ts'
import type { CleanupStack } from '../runtime/cleanup.ts'
import type { SystemUnderTest } from '../measurement/measure.ts'
import type { TestMember } from '../fixtures/members.ts'

/** A server of the comparison. */
export interface Contestant {
  key: string
  label: string
  transport: AnyTransportName
  /** Starts it with one room of `members` members. */
  open(
    cleanup: CleanupStack,
    options: { members: number; log: (line: string) => void },
  ): Promise<RunningContestant>
}

export interface RunningContestant extends SystemUnderTest {
  people: TestMember[]
  roomId: number
  durability: string
  stop(): Promise<void>
}

export function isOurs({ key }: Contestant): boolean {
  return key.startsWith('munova')
}
