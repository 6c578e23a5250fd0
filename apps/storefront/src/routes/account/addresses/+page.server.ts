import { redirect, type RequestEvent } from '@sveltejs/kit'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { items } = valueOrError(await outcomeOf(event.locals.shop.GET('/v1/addresses')))
  return { addresses: items }
}

export const actions: Actions = {
  makeDefault: (event) =>
    change(event, async (path) => {
      const { shop } = event.locals
      const found = await outcomeOf(shop.GET('/v1/addresses/{id}', { params: { path } }))
      if (!found.ok) return found
      const { recipient, phone, postcode, line1, line2 } = found.value
      const body = { recipient, phone, postcode, line1, line2, isDefault: true }
      return outcomeOf(shop.PUT('/v1/addresses/{id}', { params: { path }, body }))
    }),
  remove: (event) =>
    change(event, (path) => outcomeOf(event.locals.shop.DELETE('/v1/addresses/{id}', { params: { path } }))),
}

async function change(event: RequestEvent, make: (path: { id: number }) => Promise<Outcome<unknown>>) {
  requireMember(event)
  const id = Number(textOf(await event.request.formData(), 'id'))
  const made = await make({ id })
  // Deleted twice, it is deleted.
  if (!made.ok && made.problem.code !== 'ADDRESS_NOT_FOUND') return failWith(made.problem, { id })
  redirect(303, '/account/addresses')
}
