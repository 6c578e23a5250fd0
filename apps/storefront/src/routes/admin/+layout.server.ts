import { requireRole } from '#lib/server/require-member.ts'
import type { LayoutServerLoad } from './$types'

/** Loads run at the same time: each page of the back office requires the role itself too. */
export const load: LayoutServerLoad = (event) => {
  requireRole(event, 'ADMIN')
}
