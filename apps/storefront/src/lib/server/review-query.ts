import type { CommerceSchemas } from '@munova/commerce-client'

const sorts = ['newest', 'helpful', 'ratingDesc', 'ratingAsc'] as const
const reasons = ['ADVERTISING', 'ABUSE', 'PERSONAL_DATA', 'UNTRUE', 'OTHER'] as const

/** Which reviews the address of a product asks for. */
export function reviewQuery({ searchParams }: URL) {
  const cursor = searchParams.get('cursor')
  const sort = sorts.find((known) => known === searchParams.get('sort')) ?? 'newest'
  return { sort, limit: 10, ...(cursor && { cursor }) }
}

/** The length of the foot that the address has; undefined for what is none. */
export function footOf({ searchParams }: URL): number | undefined {
  const length = Number(searchParams.get('foot'))
  return Number.isInteger(length) && length >= 100 && length <= 400 ? length : undefined
}

/** As a form names it. */
export const reportReason = (value: string): CommerceSchemas['ReportReview']['reason'] =>
  reasons.find((reason) => reason === value) ?? 'OTHER'
