import { demoAccounts, type SeedMember } from './members.ts'

export interface SeedBrand {
  id: number
  name: string
  sellerId: number
  /** The price of plain sneakers, in won. */
  basePrice: number
}

// Invented names. The first two brands belong to the demo seller.
const BRANDS: readonly (readonly [name: string, basePrice: number])[] = [
  ['하늬발', 79_000],
  ['노을신', 129_000],
  ['여울걸음', 69_000],
  ['모래마루', 59_000],
  ['별담', 99_000],
  ['단디발', 49_000],
  ['새벽창', 89_000],
  ['솔바람길', 109_000],
  ['온새로', 139_000],
  ['두루걷', 65_000],
  ['늘품신', 55_000],
  ['달무리길', 119_000],
  ['구름턱', 95_000],
  ['바위솔', 159_000],
  ['잰걸음', 75_000],
  ['너울재', 85_000],
  ['돌담길', 149_000],
  ['아람결', 179_000],
  ['한뼘자국', 45_000],
  ['물푸레길', 105_000],
]

const DEMO_BRANDS = 2

/** Every brand has one seller, every seller at least one brand. */
export function seedBrands(members: readonly SeedMember[]): SeedBrand[] {
  const sellers = members.filter(({ id, role }) => role === 'SELLER' && id !== demoAccounts.seller.id)
  return BRANDS.map(([name, basePrice], index) => ({
    id: index + 1,
    name,
    sellerId:
      index < DEMO_BRANDS ? demoAccounts.seller.id : sellers[(index - DEMO_BRANDS) % sellers.length]!.id,
    basePrice,
  }))
}
