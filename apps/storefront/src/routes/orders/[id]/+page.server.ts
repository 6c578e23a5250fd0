import { randomUUID } from 'node:crypto'
import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { changeKey } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { paymentWindow } from '#lib/server/payment-window.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const id = pathId(event.params.id)
  const order = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/orders/{id}', { params: { path: { id } } })),
  )
  return {
    order,
    key: randomUUID(),
    payAt: order.status === 'PENDING' ? paymentWindow(order, event.url.origin) : undefined,
  }
}

export const actions: Actions = {
  cancel: (event) =>
    change(event, 'cancel', ({ id, form }) => {
      const itemId = Number(textOf(form, 'itemId'))
      const params = { path: { id }, header: changeKey(form) }
      const body = { reason: textOf(form, 'reason'), ...accountIn(form) }
      const { shop } = event.locals
      if (!itemId) return outcomeOf(shop.POST('/v1/orders/{id}/cancel', { params, body }))
      return outcomeOf(
        shop.POST('/v1/orders/{id}/items/cancel', { params, body: { ...body, items: [{ itemId }] } }),
      )
    }),
  confirm: (event) =>
    change(event, 'confirm', ({ id, form }) =>
      outcomeOf(
        event.locals.shop.POST('/v1/orders/{id}/confirm', {
          params: { path: { id } },
          body: { itemIds: [Number(textOf(form, 'itemId'))] },
        }),
      ),
    ),
  return: (event) =>
    change(event, 'return', ({ id, form }) => {
      const knownSince = textOf(form, 'knownSince')
      return outcomeOf(
        event.locals.shop.POST('/v1/orders/{id}/returns', {
          params: { path: { id }, header: changeKey(form) },
          body: {
            itemId: Number(textOf(form, 'itemId')),
            reason: textOf(form, 'reason') as CommerceSchemas['ReturnReason'],
            note: textOf(form, 'note'),
            ...(knownSince && { knownSince }),
            ...accountIn(form),
          },
        }),
      )
    }),
  account: (event) =>
    change(event, 'account', ({ id, form }) =>
      outcomeOf(
        event.locals.shop.POST('/v1/orders/{id}/refund-account', {
          params: { path: { id }, header: changeKey(form) },
          body: { refundAccount: accountOf(form) },
        }),
      ),
    ),
}

async function change(
  event: RequestEvent & { params: { id: string } },
  act: 'cancel' | 'confirm' | 'return' | 'account',
  make: (of: { id: number; form: FormData }) => Promise<Outcome<unknown>>,
) {
  requireMember(event)
  const id = pathId(event.params.id)
  const form = await event.request.formData()
  const made = await make({ id, form })
  if (made.ok) redirect(303, `/orders/${id}`)
  const names = ['itemId', 'reason', 'note', 'knownSince', 'bank', 'accountNumber', 'holderName']
  const entered: Record<string, string> = Object.fromEntries(names.map((name) => [name, textOf(form, name)]))
  return failWith(made.problem, { ...entered, act })
}

const accountOf = (form: FormData) => ({
  bank: textOf(form, 'bank'),
  accountNumber: textOf(form, 'accountNumber'),
  holderName: textOf(form, 'holderName'),
})

/** Only deposits are refunded to an account. */
const accountIn = (form: FormData) => (textOf(form, 'bank') ? { refundAccount: accountOf(form) } : {})
