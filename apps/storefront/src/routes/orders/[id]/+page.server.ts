import { randomUUID } from 'node:crypto'
import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { isReturnable } from '#lib/orders/returnable.ts'
import { bankName, banksIn } from '#lib/server/banks.ts'
import { changeKey, keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { paymentPage } from '#lib/server/payment-window.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const id = pathId(event.params.id)
  const { shop } = event.locals
  const order = valueOrError(await outcomeOf(shop.GET('/v1/orders/{id}', { params: { path: { id } } })))
  const account = order.payment?.account
  const isReviewable = order.items.some(({ status }) => status === 'CONFIRMED')
  const query = { order: id, limit: 100 }
  const [written, exchanges] = await Promise.all([
    isReviewable ? outcomeOf(shop.GET('/v1/me/reviews', { params: { query } })) : undefined,
    exchangesFor(shop, order),
  ])
  return {
    order,
    reviewed: written?.ok ? written.value.items.map(({ itemId }) => itemId) : [],
    reviewable: (written?.ok && written.value.reviewable) || [],
    exchanges,
    banks: banksIn(event.locals.language),
    depositBank: account && bankName(account.bankCode, event.locals.language),
    key: randomUUID(),
    payAt: order.status === 'PENDING' ? paymentPage(order, event.url.origin) : undefined,
  }
}

/** Products of one order that are looked up for an exchange at most; other items can still be returned. */
const EXCHANGE_PRODUCTS = 20

/** By id of the product; a product that is no longer sold has none. */
async function exchangesFor(shop: App.Locals['shop'], { items }: CommerceSchemas['Order']) {
  const ids = [...new Set(items.filter(isReturnable).map(({ productId }) => productId))]
  const read = async (id: number) => {
    const found = await outcomeOf(shop.GET('/v1/products/{id}', { params: { path: { id } } }))
    return [id, found.ok ? found.value.colors : []] as const
  }
  return Object.fromEntries(await Promise.all(ids.slice(0, EXCHANGE_PRODUCTS).map(read)))
}

export const actions: Actions = {
  cancel: (event) =>
    change(event, 'cancel', ({ id, form }) => {
      const items = partsIn(form)
      const params = { path: { id }, header: changeKey(form) }
      const body = { reason: textOf(form, 'reason'), ...accountIn(form) }
      const { shop } = event.locals
      // Before payment there is nothing to choose.
      if (!items) return outcomeOf(shop.POST('/v1/orders/{id}/cancel', { params, body }))
      return outcomeOf(shop.POST('/v1/orders/{id}/items/cancel', { params, body: { ...body, items } }))
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
      const quantity = Number(textOf(form, 'quantity'))
      const exchangeSkuId = Number(textOf(form, 'exchangeSkuId'))
      return outcomeOf(
        event.locals.shop.POST('/v1/orders/{id}/returns', {
          params: { path: { id }, header: changeKey(form) },
          body: {
            itemId: Number(textOf(form, 'itemId')),
            reason: textOf(form, 'reason') as CommerceSchemas['ReturnReason'],
            note: textOf(form, 'note'),
            ...(quantity && { quantity }),
            ...(knownSince && { knownSince }),
            ...(exchangeSkuId ? { exchangeSkuId } : accountIn(form)),
          },
        }),
      )
    }),
  /** Opens the inquiry about a product of the order, or finds it, shows the order there, and goes to the conversation. */
  ask: async (event) => {
    requireMember(event)
    const orderId = pathId(event.params.id)
    const form = await event.request.formData()
    const { chat } = event.locals
    const asked: Record<string, string> = { act: 'ask' }
    const productId = Number(textOf(form, 'productId'))
    const opened = await outcomeOf(chat.POST('/v1/inquiries', { body: { productId } }))
    if (!opened.ok) return failWith(opened.problem, asked)
    const { id } = opened.value
    const body = { clientMessageId: textOf(form, 'key'), type: 'ORDER' as const, content: { orderId } }
    const shown = await outcomeOf(chat.POST('/v1/rooms/{id}/messages', { params: { path: { id } }, body }))
    // chat-server learns of an order a moment after it is placed; until then the buyer says which one it is.
    if (!shown.ok && shown.problem.code !== 'ORDER_NOT_FOUND') return failWith(shown.problem, asked)
    redirect(303, `/messages/${id}#end`)
  },
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
  const made = await makeOnce(() => make({ id, form }))
  if (made.ok) redirect(303, `/orders/${id}`)
  const entered: Record<string, string> = { act }
  for (const name of new Set(form.keys())) entered[name] = textOf(form, name)
  entered['key'] = keyAfter(made.problem, textOf(form, 'key'))
  return failWith(made.problem, entered)
}

const PAIRS = 'pairs-'

/** The pairs that are chosen of each item; undefined when the form offers no choice. */
function partsIn(form: FormData): { itemId: number; quantity: number }[] | undefined {
  const fields = [...new Set(form.keys())].filter((name) => name.startsWith(PAIRS))
  if (fields.length === 0) return undefined
  return fields
    .map((name) => ({ itemId: Number(name.slice(PAIRS.length)), quantity: Number(textOf(form, name)) }))
    .filter(({ quantity }) => quantity !== 0)
}

const accountOf = (form: FormData) => ({
  bank: textOf(form, 'bank'),
  accountNumber: textOf(form, 'accountNumber'),
  holderName: textOf(form, 'holderName'),
})

/** Only deposits are refunded to an account. */
const accountIn = (form: FormData) => (textOf(form, 'bank') ? { refundAccount: accountOf(form) } : {})
