import { randomUUID } from 'node:crypto'
import { outcomeOf } from '@munova/http-client'
import type { RequestEvent } from '@sveltejs/kit'
import { act } from '#lib/desk/acts/act.server.ts'
import { accept, extendAnswer, reject } from '#lib/desk/returns/returns.server.ts'
import { changeKey } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

type OrderEvent = RequestEvent & { params: { id: string } }

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const path = { id: pathId(event.params.id) }
  const found = await outcomeOf(event.locals.shop.GET('/v1/admin/orders/{id}', { params: { path } }))
  return { order: valueOrError(found), key: randomUUID(), now: Date.now() }
}

/** The order, and what makes a form sent twice one change. */
const paramsOf = (event: OrderEvent, form: FormData) => ({
  path: { id: pathId(event.params.id) },
  header: changeKey(form),
})

/** The pairs that the form names as `quantity-{item}`. */
const partsIn = (form: FormData) =>
  [...form.keys()]
    .filter((name) => name.startsWith('quantity-'))
    .map((name) => ({ itemId: Number(name.slice('quantity-'.length)), quantity: Number(textOf(form, name)) }))
    .filter(({ quantity }) => quantity !== 0)

const accountIn = (form: FormData) => ({
  bank: textOf(form, 'bank'),
  accountNumber: textOf(form, 'accountNumber'),
  holderName: textOf(form, 'holderName'),
})

export const actions: Actions = {
  cancel: (event) =>
    act(event, 'cancel', {
      make: ({ form }) => {
        const account = accountIn(form)
        const isNamed = Object.values(account).some((value) => value !== '')
        const body = {
          reason: textOf(form, 'reason'),
          restock: form.has('restock'),
          ...(isNamed && { refundAccount: account }),
        }
        const params = paramsOf(event, form)
        return outcomeOf(event.locals.shop.POST('/v1/admin/orders/{id}/cancel', { params, body }))
      },
    }),
  cancelPart: (event) =>
    act(event, 'cancelPart', {
      make: ({ form }) => {
        const body = { items: partsIn(form), reason: textOf(form, 'reason'), restock: form.has('restock') }
        const params = paramsOf(event, form)
        return outcomeOf(event.locals.shop.POST('/v1/admin/orders/{id}/items/cancel', { params, body }))
      },
    }),
  refundItems: (event) =>
    act(event, 'refundItems', {
      make: ({ form }) => {
        const body = { items: partsIn(form), reason: textOf(form, 'reason'), restock: form.has('restock') }
        const params = paramsOf(event, form)
        return outcomeOf(event.locals.shop.POST('/v1/admin/orders/{id}/items/refund', { params, body }))
      },
    }),
  deliver: (event) =>
    act(event, 'deliver', {
      make: ({ form, of }) => {
        const at = textOf(form, 'deliveredAt')
        const body = { ...(at && { deliveredAt: koreanInstant(at) }) }
        const params = { path: { id: of } }
        return outcomeOf(event.locals.shop.POST('/v1/admin/shipments/{id}/deliver', { params, body }))
      },
    }),
  extend: (event) =>
    act(event, 'extend', {
      make: ({ form }) => {
        const { path } = paramsOf(event, form)
        const body = { until: koreanInstant(textOf(form, 'until')) }
        return outcomeOf(event.locals.shop.POST('/v1/admin/orders/{id}/extend', { params: { path }, body }))
      },
    }),
  account: (event) =>
    act(event, 'account', {
      make: ({ form }) => {
        const params = paramsOf(event, form)
        const body = { refundAccount: accountIn(form) }
        return outcomeOf(event.locals.shop.POST('/v1/admin/orders/{id}/refund-account', { params, body }))
      },
    }),
  accept,
  reject,
  extendAnswer,
}
