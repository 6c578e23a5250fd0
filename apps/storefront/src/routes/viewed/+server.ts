import { error } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import type { RequestHandler } from './$types'

/* For the scripts of pages, which have no access token: what a member looks at. A guest's views are kept in the browser only. */

export const PUT: RequestHandler = async ({ request, locals: { shop } }) => {
  const body: unknown = await request.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null || !('id' in body) || !isId(body.id)) error(400)
  const params = { path: { id: body.id } }
  valueOrError(await outcomeOf(shop.PUT('/v1/me/viewed-products/{id}', { params })))
  return new Response(null, { status: 204 })
}

export const DELETE: RequestHandler = async ({ locals: { shop } }) => {
  valueOrError(await outcomeOf(shop.DELETE('/v1/me/viewed-products')))
  return new Response(null, { status: 204 })
}

const isId = (id: unknown): id is number => Number.isSafeInteger(id) && Number(id) > 0
