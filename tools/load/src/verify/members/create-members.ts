import type { CleanupStack } from '../../runtime/cleanup.ts'
import type { TransportName } from '../../clients/connection/transport.ts'
import { createMembers, createRooms } from '../../fixtures/members.ts'
import { SimulatedMember } from './member.ts'
import type { Recorder } from '../history/recorder.ts'
import { TcpProxy } from '../system/tcp-proxy.ts'
import type { RestartableSystem } from '../system/restartable-system.ts'

/** The share of all members that are in each room. */
const ROOM_SHARE = 1 / 3
const SMALLEST_ROOM = 4
/** Every fourth member connects through a TCP proxy. */
const PROXIED_EVERY = 4

export interface SimulatedMembers {
  members: readonly SimulatedMember[]
  owners: ReadonlyMap<number, SimulatedMember>
  /** Initial member ids of each room. */
  rooms: ReadonlyMap<number, readonly number[]>
}

/** The indexes of the members that connect through a TCP proxy. */
export function proxiedMembers(members: number): number[] {
  return Array.from({ length: members }, (_, index) => index).filter((index) => index % PROXIED_EVERY === 0)
}

/** Creates the members of a run and their rooms; neighbouring rooms share members. */
export async function createSimulatedMembers(
  cleanup: CleanupStack,
  options: {
    system: RestartableSystem
    recorder: Recorder
    members: number
    rooms: number
    transports: readonly TransportName[]
    seed: number
    run: string
  },
): Promise<SimulatedMembers> {
  const { system, recorder, transports, seed, run } = options
  const people = await createMembers(system.sql, system.keys, options.members)
  const size = Math.min(people.length, Math.max(SMALLEST_ROOM, Math.ceil(people.length * ROOM_SHARE)))
  const groups = Array.from({ length: options.rooms }, (_, room) => {
    const first = Math.floor((room * people.length) / options.rooms)
    return Array.from({ length: size }, (__, index) => people[(first + index) % people.length]!)
  })
  const ids = await createRooms(system.sql, groups)
  const withProxy = new Set(proxiedMembers(people.length))
  const members: SimulatedMember[] = []
  for (const [index, person] of people.entries()) {
    const proxy = withProxy.has(index) ? await TcpProxy.open() : undefined
    if (proxy) await cleanup.defer(() => proxy.close())
    const rooms = ids.filter((_, room) => groups[room]!.includes(person))
    members.push(
      new SimulatedMember(person, {
        rooms,
        otherRooms: ids.filter((id) => !rooms.includes(id)),
        proxy,
        context: { recorder, nodes: system.nodes, transports, seed, run },
      }),
    )
  }
  return {
    members,
    owners: new Map(ids.map((id, room) => [id, members[people.indexOf(groups[room]![0]!)]!])),
    rooms: new Map(ids.map((id, room) => [id, groups[room]!.map(({ memberId }) => memberId)])),
  }
}
