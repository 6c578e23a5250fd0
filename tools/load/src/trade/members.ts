import { type KeyRing, type Role, signAccessToken } from '@munova/auth'
import type { Shop } from '../system/shop.ts'

/** A member without a usable password: hashing passwords is not measured. */
export interface Member {
  memberId: number
  token: string
}

/** Longer than any run lasts. */
const TOKEN_SECONDS = 6 * 3_600

export async function createMembers({ sql, keys }: Shop, count: number): Promise<Member[]> {
  const rows = await sql<{ id: number }[]>`
    insert into members (email, name, password_hash)
    select gen_random_uuid() || '@munova.example', '구매자 ' || n, 'none' from generate_series(1, ${count}) as n
    returning id`
  await sql`analyze members`
  return Promise.all(rows.map(async ({ id }) => ({ memberId: id, token: await signFor(keys, id, 'BUYER') })))
}

export function signFor(keys: KeyRing, memberId: number, role: Role): Promise<string> {
  return signAccessToken(keys, { memberId, role, name: `member ${memberId}` }, TOKEN_SECONDS)
}
