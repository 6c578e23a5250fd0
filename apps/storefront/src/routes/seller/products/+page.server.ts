import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { states } from './states.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { searchParams } = event.url
  const name = searchParams.get('name')?.trim().slice(0, 100) ?? ''
  const state = states.find((known) => known === searchParams.get('state')) ?? 'ALL'
  const cursor = searchParams.get('cursor')
  const query = {
    ...(state !== 'ALL' && { status: state }),
    ...(name && { name }),
    ...(cursor && { cursor }),
  }
  const page = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/seller/products', { params: { query } })),
  )
  return {
    filter: { name, state },
    products: page.items.map(({ id, name: title, price, listPrice, status, imageUrl, stock, createdAt }) => ({
      id,
      name: title,
      price,
      listPrice,
      status,
      imageUrl,
      stock,
      createdAt,
    })),
    nextCursor: page.nextCursor,
    isFirst: cursor === null,
  }
}
