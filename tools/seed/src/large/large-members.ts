import { minutesBefore } from '../deterministic/calendar.ts'
import { randomOf } from '../deterministic/random.ts'
import type { SeedMember } from '../shop/members.ts'

const FAMILY_NAMES = '김이박최정강조윤장임한오서신권황안송전홍'
const FIRST = '서민지하도예시주은수현우진영채'
const SECOND = '연준아윤우현원율빈호희경선린'

/** As many ids, from the first one on. */
export interface MemberRange {
  firstId: number
  count: number
}

export function* largeMembers(
  seed: number,
  role: 'BUYER' | 'SELLER',
  { firstId, count }: MemberRange,
): Generator<SeedMember> {
  const random = randomOf(seed, `large ${role}`)
  const letter = (letters: string) => random.pick(Array.from(letters))
  for (let id = firstId; id < firstId + count; id++) {
    const name = letter(FAMILY_NAMES) + letter(FIRST) + letter(SECOND)
    yield {
      id,
      name: role === 'SELLER' ? `${name} 신발 ${id}` : name,
      role,
      email: `${role.toLowerCase()}${id}@munova.example`,
      revision: 1,
      createdAt: minutesBefore(random.int(3 * 365 * 24 * 60, 4 * 365 * 24 * 60)),
    }
  }
}
