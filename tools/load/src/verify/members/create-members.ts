import type { Closing } from '../../runtime/cleanup.ts'
import type { TransportName } from '../../clients/connection/transport.ts'
import { makePeople, makeRooms } from '../../fixtures/members.ts'
import { Member } from './member.ts'
import type { Journal } from '../history/recorder.ts'
import { Relay } from '../system/tcp-proxy.ts'
import type { Stage } from '../system/environment.ts'

/** Of all members, those who are in one room. */
const ROOM_SHARE = 1 / 3
const SMALLEST_ROOM = 4
/** Every fourth member is connected through a wire that can be cut. */
const WIRED_EVERY = 4

export interface Cast {
  members: readonly Member[]
  owners: ReadonlyMap<number, Member>
  /** Member ids of each room at first. */
  rooms: ReadonlyMap<number, readonly number[]>
}

/** Members' places who are connected through a wire that can be cut. */
export function wired(members: number): number[] {
  return Array.from({ length: members }, (_, place) => place).filter((place) => place % WIRED_EVERY === 0)
}

/** The members of a run and their rooms, which overlap like the bricks of a ring. */
export async function makeCast(
  closing: Closing,
  options: {
    stage: Stage
    journal: Journal
    members: number
    rooms: number
    transports: readonly TransportName[]
    seed: number
    run: string
  },
): Promise<Cast> {
  const { stage, journal, transports, seed, run } = options
  const people = await makePeople(stage.sql, stage.keys, options.members)
  const size = Math.min(people.length, Math.max(SMALLEST_ROOM, Math.ceil(people.length * ROOM_SHARE)))
  const groups = Array.from({ length: options.rooms }, (_, room) => {
    const first = Math.floor((room * people.length) / options.rooms)
    return Array.from({ length: size }, (__, place) => people[(first + place) % people.length]!)
  })
  const ids = await makeRooms(stage.sql, groups)
  const withWire = new Set(wired(people.length))
  const members: Member[] = []
  for (const [place, person] of people.entries()) {
    const relay = withWire.has(place) ? await Relay.open() : undefined
    if (relay) await closing.add(() => relay.close())
    const rooms = ids.filter((_, room) => groups[room]!.includes(person))
    members.push(
      new Member(person, {
        rooms,
        strangeRooms: ids.filter((id) => !rooms.includes(id)),
        relay,
        around: { journal, nodes: stage.nodes, transports, seed, run },
      }),
    )
  }
  return {
    members,
    owners: new Map(ids.map((id, room) => [id, members[people.indexOf(groups[room]![0]!)]!])),
    rooms: new Map(ids.map((id, room) => [id, groups[room]!.map(({ memberId }) => memberId)])),
  }
}
