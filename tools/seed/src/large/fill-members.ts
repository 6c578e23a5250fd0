import type { Sql } from '@munova/database'
import { copyRows } from '../database/copy.ts'
import { type SeedBusiness, seedBusinesses } from '../shop/businesses.ts'
import { demoPasswordHash, type SeedMember } from '../shop/members.ts'
import { largeMembers, type MemberRange } from './large-members.ts'

const MEMBER_COLUMNS = {
  id: ({ id }: SeedMember) => id,
  email: ({ email }: SeedMember) => email,
  name: ({ name }: SeedMember) => name,
  password_hash: () => demoPasswordHash,
  role: ({ role }: SeedMember) => role,
  revision: ({ revision }: SeedMember) => revision,
  created_at: ({ createdAt }: SeedMember) => createdAt,
  email_verified_at: ({ createdAt }: SeedMember) => createdAt,
}
const BUSINESS_COLUMNS = {
  member_id: ({ sellerId }: SeedBusiness) => sellerId,
  company_name: ({ companyName }: SeedBusiness) => companyName,
  representative: ({ representative }: SeedBusiness) => representative,
  address: ({ address }: SeedBusiness) => address,
  phone: ({ phone }: SeedBusiness) => phone,
  email: ({ email }: SeedBusiness) => email,
  registration_number: ({ registrationNumber }: SeedBusiness) => registrationNumber,
  mail_order_number: ({ mailOrderNumber }: SeedBusiness) => mailOrderNumber,
}

/** Adds sellers with their businesses, to which it resolves, and buyers. */
export async function fillMembers(
  sql: Sql,
  seed: number,
  { sellers, buyers }: { sellers: MemberRange; buyers: MemberRange },
): Promise<SeedBusiness[]> {
  const selling = [...largeMembers(seed, 'SELLER', sellers)]
  const businesses = seedBusinesses(selling)
  await copyRows(sql, 'members', MEMBER_COLUMNS, selling)
  await copyRows(sql, 'members', MEMBER_COLUMNS, largeMembers(seed, 'BUYER', buyers))
  await copyRows(sql, 'seller_businesses', BUSINESS_COLUMNS, businesses)
  return businesses
}
