import { businessCheckDigit, type Business } from '@munova/commerce-contract'
import type { SeedMember } from './members.ts'

export type SeedBusiness = Business & { sellerId: number }

/** Every seller has a business. Their numbers are invented: no tax office has the code 999. */
export function seedBusinesses(members: readonly SeedMember[]): SeedBusiness[] {
  return members
    .filter(({ role }) => role === 'SELLER')
    .map(({ id, name, email }) => {
      const serial = String(id).padStart(4, '0')
      return {
        sellerId: id,
        companyName: name,
        representative: `${name} 대표`,
        address: `서울특별시 중구 보행로 ${id}`,
        phone: `02-555-${serial}`,
        email,
        registrationNumber: `999-00-${serial}${businessCheckDigit(`99900${serial}`)}`,
        mailOrderNumber: `2026-서울중구-${serial}`,
      }
    })
}
