import type { MemberState } from '@munova/event-contract'
import { minutesBefore } from '../deterministic/calendar.ts'
import { randomOf } from '../deterministic/random.ts'

export interface SeedMember {
  id: number
  email: string
  name: string
  role: MemberState['role']
  revision: number
  createdAt: Date
}

/** The password of every seeded member. Public, which is why a production database is never seeded. */
export const demoPassword = 'munova-demo-1234'

/**
 * Its Argon2id hash, created with `hashPassword` of @munova/auth. Fixed, because a new salt would change the data of a
 * seed. A test fails when the parameters of the hash are outdated.
 */
export const demoPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$B9sEogbxi7YuzPTSg9FQPQ$8wuxirXRQVTx9CKoDKHEdZrdOIwjT54AMpoEzewzCfk'

/** The accounts named in the documentation. */
export const demoAccounts = {
  buyer: { id: 1, email: 'buyer@munova.example', name: '김다온', role: 'BUYER' },
  seller: { id: 2, email: 'seller@munova.example', name: '걸음상점', role: 'SELLER' },
  admin: { id: 3, email: 'admin@munova.example', name: '운영자', role: 'ADMIN' },
} as const satisfies Record<string, Pick<SeedMember, 'id' | 'email' | 'name' | 'role'>>

const SHOPS = [
  ['한들신발', '북촌구두방', '서해상회', '모퉁이신발', '달빛가게', '두물머리상점'],
  ['은하수잡화', '큰길신발', '솔숲스토어', '남쪽바다상점', '새벽시장'],
].flat()
const BUYERS = 39
const FAMILY_NAMES = '김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전'.split(' ')
const GIVEN_NAMES = [
  ['서준', '하윤', '지호', '서연', '도윤', '지우', '예린', '민재', '수아', '현우', '채원', '은우', '가람'],
  ['나래', '보람', '슬기', '한결', '아라', '다솜', '이든', '로운', '해나', '태오', '소이', '유찬', '시온'],
  ['주아', '건우', '라온', '민서', '예준', '하람', '세아', '정우', '윤슬', '바다', '온유', '재이', '별하'],
].flat()

/** The demo accounts, eleven more sellers and 39 more buyers. */
export function seedMembers(seed: number): SeedMember[] {
  const random = randomOf(seed, 'members')
  const demo = Object.values(demoAccounts)
  const givenNames = random.shuffle(GIVEN_NAMES)
  const others = [
    ...SHOPS.map((name) => ({ name, role: 'SELLER' as const })),
    ...Array.from({ length: BUYERS }, (_, index) => ({
      name: `${random.pick(FAMILY_NAMES)}${givenNames[index]}`,
      role: 'BUYER' as const,
    })),
  ]
  const joined = () => minutesBefore(random.int(500 * 24 * 60, 700 * 24 * 60))
  return [
    ...demo.map((account) => ({ ...account, revision: 1, createdAt: joined() })),
    ...others.map(({ name, role }, index) => {
      const id = demo.length + 1 + index
      return {
        id,
        name,
        role,
        email: `${role.toLowerCase()}${id}@munova.example`,
        revision: 1,
        createdAt: joined(),
      }
    }),
  ]
}
