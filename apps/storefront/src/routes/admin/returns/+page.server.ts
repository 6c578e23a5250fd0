import { randomUUID } from 'node:crypto'
import { outcomeOf } from '@munova/http-client'
import { listed, searchOf } from '#lib/desk/list.server.ts'
import { accept, extendAnswer, reject } from '#lib/desk/returns/returns.server.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const query = searchOf(event.url, ['cursor'])
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/returns', { params: { query } }))
  return { ...listed(event.url, found), key: randomUUID(), now: Date.now() }
}

export const actions: Actions = { accept, reject, extendAnswer }
