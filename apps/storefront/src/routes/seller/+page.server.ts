import { requireRole } from '#lib/server/require-member.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  requireRole(event, 'SELLER')
}
