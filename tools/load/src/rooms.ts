import type { ClientPlan } from './clients/plan.ts'
import { makePeople, makeRooms, type Person } from './people.ts'
import type { System } from './system/system.ts'

/** Rooms of so many members each; gives each room's people and its id. */
export async function makeGroups(
  system: System,
  { rooms, members }: { rooms: number; members: number },
): Promise<{ roomId: number; people: Person[] }[]> {
  const people = await makePeople(system.sql, system.keys, rooms * members)
  const groups = Array.from({ length: rooms }, (_, room) =>
    people.slice(room * members, (room + 1) * members),
  )
  const ids = await makeRooms(system.sql, groups)
  return groups.map((each, index) => ({ roomId: ids[index]!, people: each }))
}

/** Every member listens, on the first node; `change` says what else one does. */
export function listeners(
  groups: readonly { roomId: number; people: readonly Person[] }[],
  change: (place: { room: number; member: number }) => Partial<ClientPlan> = () => ({}),
): ClientPlan[] {
  return groups.flatMap(({ roomId, people }, room) =>
    people.map(({ token }, member) => ({
      token,
      roomId,
      node: 0,
      listens: true,
      ...change({ room, member }),
    })),
  )
}
