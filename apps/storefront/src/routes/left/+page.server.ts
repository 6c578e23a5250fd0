import { outcomeOf } from '@munova/http-client'
import { followedOf } from '#lib/server/followed.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies, locals: { shop } }) => {
  const followed = followedOf(cookies)
  if (!followed) return { orders: [], until: undefined }
  const found = await Promise.all(
    followed.ids.map((id) =>
      outcomeOf(
        shop.GET('/v1/followed-orders/{id}', {
          params: { path: { id }, header: { 'x-follow-token': followed.token } },
        }),
      ),
    ),
  )
  return { orders: found.flatMap((each) => (each.ok ? [each.value] : [])), until: followed.until }
}
