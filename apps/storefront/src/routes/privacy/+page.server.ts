import { operatorsText } from '#lib/server/policy.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  own: await operatorsText('privacy', locals.language),
})
