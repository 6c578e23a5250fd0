import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { RequestHandler } from './$types'

/** The seller's products as a file to save. */
export const GET: RequestHandler = async (event) => {
  requireRole(event, 'SELLER')
  const file = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/seller/products/export', { parseAs: 'arrayBuffer' })),
  )
  return new Response(file, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="products.csv"',
      'cache-control': 'no-store',
    },
  })
}
