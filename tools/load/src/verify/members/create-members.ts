import type { CleanupStack } from '../../runtime/cleanup.ts'
import type { TransportName } from '../../clients/connection/transport.ts'
import { createMembers, createRooms, type TestMember } from '../../fixtures/members.ts'
import { type Member, SimulatedMember } from './member.ts'
import { SdkMember } from './sdk-member.ts'
import type { Recorder } from '../history/recorder.ts'
import { TcpProxy } from '../system/tcp-proxy.ts'
import type { RestartableSystem } from '../system/restartable-system.ts'

/** The share of all members that are in each room. */
const ROOM_SHARE = 1 / 3
const SMALLEST_ROOM = 4
const LARGE_ROOM_MEMBERS = 4
/** Rooms of all members with the client library. */
const LOSSY_ROOMS = 2
/** Every fourth member connects through a TCP proxy. */
const PROXIED_EVERY = 4
/** Every fourth member, of the others, has the client library, with a proxy before each node. */
const hasSdk = (index: number) => index % 4 === 1

/** A room of members who can be told of a loss. */
export interface LossyRoom {
  roomId: number
  members: readonly Member[]
  run: string
}

export interface SimulatedMembers {
  members: readonly Member[]
  owners: ReadonlyMap<number, Member>
  /** A room into which a member who reads nothing writes large messages; its other members are ordinary ones. */
  largeRoom: { writer: TestMember; roomId: number }
  /** Rooms whose members all have the client library, when there is a fault that only it can be told of. */
  lossyRooms: readonly LossyRoom[]
  /** Initial member ids of each room. */
  rooms: ReadonlyMap<number, readonly number[]>
}

/** The indexes of the members that connect through TCP proxies. */
export function proxiedMembers(members: number): number[] {
  return Array.from({ length: members }, (_, index) => index).filter(
    (index) => index % PROXIED_EVERY === 0 || hasSdk(index),
  )
}

/** Creates the members of a run and their rooms; neighbouring rooms share members. */
export async function createSimulatedMembers(
  cleanup: CleanupStack,
  options: {
    system: RestartableSystem
    recorder: Recorder
    members: number
    rooms: number
    hasLossyRooms: boolean
    transports: readonly TransportName[]
    seed: number
    run: string
  },
): Promise<SimulatedMembers> {
  const { system, recorder, transports, seed, run } = options
  const created = await createMembers(system.sql, system.keys, options.members + 1)
  const [people, writer] = [created.slice(0, -1), created.at(-1)!]
  const size = Math.min(people.length, Math.max(SMALLEST_ROOM, Math.ceil(people.length * ROOM_SHARE)))
  const groups = Array.from({ length: options.rooms }, (_, room) => {
    const first = Math.floor((room * people.length) / options.rooms)
    return Array.from({ length: size }, (__, index) => people[(first + index) % people.length]!)
  })
  const large = groups.push([writer, ...people.slice(0, LARGE_ROOM_MEMBERS)]) - 1
  const clients = people.filter((_, index) => hasSdk(index))
  if (options.hasLossyRooms) for (let room = 0; room < LOSSY_ROOMS; room++) groups.push(clients)
  const ids = await createRooms(system.sql, groups)
  const members: Member[] = []
  for (const [index, person] of people.entries()) {
    const rooms = ids.filter((_, room) => groups[room]!.includes(person))
    const context = { recorder, nodes: system.nodes, transports, seed, run }
    if (hasSdk(index)) {
      const proxies = await Promise.all(system.nodes.map(() => openProxy(cleanup)))
      members.push(new SdkMember(person, { rooms, proxies, context }))
      continue
    }
    const proxy = index % PROXIED_EVERY === 0 ? await openProxy(cleanup) : undefined
    members.push(
      new SimulatedMember(person, {
        rooms,
        otherRooms: ids.filter((id) => !rooms.includes(id)),
        proxy,
        context,
      }),
    )
  }
  return {
    members,
    largeRoom: { writer, roomId: ids[large]! },
    lossyRooms: ids
      .slice(large + 1)
      .map((roomId) => ({ roomId, run, members: members.filter((_, index) => hasSdk(index)) })),
    owners: new Map(ids.slice(0, large).map((id, room) => [id, members[people.indexOf(groups[room]![0]!)]!])),
    rooms: new Map(ids.map((id, room) => [id, groups[room]!.map(({ memberId }) => memberId)])),
  }
}

async function openProxy(cleanup: CleanupStack): Promise<TcpProxy> {
  const proxy = await TcpProxy.open()
  await cleanup.defer(() => proxy.close())
  return proxy
}
