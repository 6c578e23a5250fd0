import { randomUUID } from 'node:crypto'
import { redirect, type RequestEvent } from '@sveltejs/kit'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { changeKey, keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { states } from './states.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { searchParams } = event.url
  const status = states.find((state) => state === searchParams.get('state')) ?? 'REQUESTED'
  const cursor = searchParams.get('cursor')
  const query = { status, ...(cursor && { cursor }) }
  const page = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/seller/returns', { params: { query } })),
  )
  return {
    status,
    // Each has a key of its own, since each is answered once.
    returns: page.items.map((asked) => ({ ...asked, key: randomUUID() })),
    nextCursor: page.nextCursor,
    isFirst: cursor === null,
    now: Date.now(),
  }
}

export const actions: Actions = {
  accept: (event) =>
    answer(event, 'accept', ({ form, params }) => {
      const body = { restock: form.has('restock'), answer: textOf(form, 'answer') }
      return outcomeOf(event.locals.shop.POST('/v1/seller/returns/{id}/accept', { params, body }))
    }),
  reject: (event) =>
    answer(event, 'reject', ({ form, params }) => {
      const body = { answer: textOf(form, 'answer') }
      return outcomeOf(event.locals.shop.POST('/v1/seller/returns/{id}/reject', { params, body }))
    }),
}

async function answer(
  event: RequestEvent,
  act: 'accept' | 'reject',
  make: (of: {
    form: FormData
    params: { path: { id: number }; header: ReturnType<typeof changeKey> }
  }) => Promise<Outcome<unknown>>,
) {
  requireRole(event, 'SELLER')
  const form = await event.request.formData()
  const id = Number(textOf(form, 'returnId'))
  const made = await makeOnce(() => make({ form, params: { path: { id }, header: changeKey(form) } }))
  if (made.ok) redirect(303, '/seller/returns')
  const entered = { id, act, answer: textOf(form, 'answer'), restock: form.has('restock') }
  return failWith(made.problem, { ...entered, key: keyAfter(made.problem, textOf(form, 'key')) })
}
