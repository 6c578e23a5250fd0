import { type KeyRing, signAccessToken } from '@munova/auth'
import type { Sql } from '@munova/database'

export interface Person {
  memberId: number
  token: string
}

/** Longer than any run. */
const TOKEN_SECONDS = 6 * 3_600
/** Room sizes end at what the server's table allows. */
const MAX_MEMBERS = 5_000

/** Members 1 to `count`, known to the chat-server's database, each with a token. */
export async function makePeople(sql: Sql, keys: KeyRing, count: number): Promise<Person[]> {
  await sql`
    insert into members (id, display_name, role, status, revision)
    select id, 'member ' || id, 'BUYER', 'ACTIVE', 1 from generate_series(1, ${count}::int) as id`
  return signPeople(keys, count)
}

/** The same members, of whom no database knows. */
export function signPeople(keys: KeyRing, count: number): Promise<Person[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const memberId = index + 1
      const name = `member ${memberId}`
      return {
        memberId,
        token: await signAccessToken(keys, { memberId, role: 'BUYER', name }, TOKEN_SECONDS),
      }
    }),
  )
}

/** One published product for each seller; gives their ids in order. */
export async function makeProducts(sql: Sql, sellers: readonly Person[]): Promise<number[]> {
  const ids = sellers.map((_seller, index) => index + 1)
  await sql`
    insert into products (id, seller_id, name, price, image_url, status, revision)
    select id, seller_id, 'shoe ' || id, 89000, null, 'PUBLISHED', 1
    from unnest(${ids}::bigint[], ${sellers.map(({ memberId }) => memberId)}::bigint[]) as t (id, seller_id)`
  await sql`analyze products`
  return ids
}

/** One group for each list of members, its first the owner; gives their ids in order. */
export async function makeRooms(sql: Sql, rooms: readonly (readonly Person[])[]): Promise<number[]> {
  const memberships = rooms.flatMap((people, room) =>
    people.map(({ memberId }, place) => ({
      room: room + 1,
      memberId,
      role: place === 0 ? 'OWNER' : 'MEMBER',
    })),
  )
  const made = await sql<{ id: number }[]>`
    insert into rooms (kind, title, owner_id, member_count, max_members)
    select 'GROUP', 'load ' || ord, owner_id, member_count, ${MAX_MEMBERS}
    from unnest(${rooms.map((people) => people[0]!.memberId)}::bigint[], ${rooms.map((people) => people.length)}::int[])
      with ordinality as t (owner_id, member_count, ord)
    order by ord returning id`
  const ids = made.map(({ id }) => id)
  await sql`
    insert into room_members (room_id, member_id, role)
    select * from unnest(
      ${memberships.map(({ room }) => ids[room - 1]!)}::bigint[],
      ${memberships.map(({ memberId }) => memberId)}::bigint[], ${memberships.map(({ role }) => role)}::text[])`
  // A database that has lived for a while has statistics; without them the first plans are poor and are kept.
  await sql`analyze members, rooms, room_members`
  return ids
}
