import { randomUUID } from 'node:crypto'
import { fail, redirect } from '@sveltejs/kit'
import { type ApiProblem, outcomeOf } from '@munova/http-client'
import { isUncertain, keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { dropPass, passedProduct, passHeader, roomOf } from '#lib/server/waiting-pass.ts'
import { enteredIn, type Entered, wanted } from '#lib/server/checkout-form.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

type Shop = App.Locals['shop']
type Wanted = ReturnType<typeof wanted>

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const { shop } = event.locals
  const [cart, addresses, coupons] = await Promise.all([
    outcomeOf(shop.GET('/v1/cart')),
    savedAddresses(shop),
    outcomeOf(shop.GET('/v1/coupons', { params: { query: { status: 'ISSUED', limit: 100 } } })),
  ])
  const { items, amount } = valueOrError(cart)
  const [first] = addresses
  const preview =
    items.length > 0 && first
      ? await previewOf(shop, wanted({ ...enteredIn(new FormData()), address: String(first.id) }, addresses))
      : undefined
  return {
    /** Identifies the order that this form places: sent twice, it is one order. */
    key: randomUUID(),
    items,
    amount,
    addresses,
    coupons: valueOrError(coupons).items,
    preview: preview?.ok ? preview.value : undefined,
    problem: preview && !preview.ok ? shownProblem(preview.problem) : undefined,
  }
}

export const actions: Actions = {
  preview: async (event) => {
    requireMember(event)
    const entered = enteredIn(await event.request.formData())
    return look(event.locals.shop, entered)
  },
  place: async (event) => {
    requireMember(event)
    const { shop } = event.locals
    const entered = enteredIn(await event.request.formData())
    // Nothing is ordered for a sum that the buyer has not seen.
    if (entered.total === '') return look(shop, entered)
    const order = wanted(entered, await savedAddresses(shop))
    const resource = passedProduct(event.cookies, await productsInCart(shop))
    const pass = resource && passHeader(event.cookies, resource)
    const placed = await place(shop, entered, { order, pass })
    if (!placed.ok) return refuse(shop, placed.problem, { entered, order })
    if (resource) dropPass(event, resource)
    if (entered.address === 'new' && entered.save) {
      // The order stands even if the address book is full.
      await outcomeOf(shop.POST('/v1/addresses', { body: { ...order.address, isDefault: false } }))
    }
    redirect(303, `/orders/${placed.value.id}`)
  },
}

async function savedAddresses(shop: Shop) {
  return valueOrError(await outcomeOf(shop.GET('/v1/addresses'))).items
}

async function productsInCart(shop: Shop): Promise<number[]> {
  const cart = await outcomeOf(shop.GET('/v1/cart'))
  return cart.ok ? [...new Set(cart.value.items.map(({ product }) => product.id))] : []
}

/** Products of the cart before which there is a waiting room. */
async function queuedProducts(shop: Shop): Promise<number[]> {
  const ids = await productsInCart(shop)
  const rooms = await Promise.all(ids.map((id) => roomOf({ locals: { shop } }, { kind: 'product', id })))
  return ids.filter((_, index) => rooms[index] !== undefined)
}

const previewOf = (shop: Shop, body: Wanted) => outcomeOf(shop.POST('/v1/orders/preview', { body }))

const place = (
  shop: Shop,
  { key, total }: Entered,
  { order, pass }: { order: Wanted; pass: ReturnType<typeof passHeader> | undefined },
) =>
  makeOnce(() =>
    outcomeOf(
      shop.POST('/v1/orders', {
        params: { header: { 'idempotency-key': key } },
        body: { ...order, expectedTotal: Number(total) },
        headers: pass ?? {},
      }),
    ),
  )

async function look(shop: Shop, entered: Entered) {
  const order = wanted(entered, await savedAddresses(shop))
  const preview = await previewOf(shop, order)
  if (!preview.ok) return refuse(shop, preview.problem, { entered, order })
  return { entered, preview: preview.value, problem: undefined, isUncertain: false, queued: [] as number[] }
}

/** The form again, with a new key unless the order may have been placed after all, and with the sum of now. */
async function refuse(
  shop: Shop,
  problem: ApiProblem,
  { entered, order }: { entered: Entered; order: Wanted },
) {
  const isQueued = problem.code === 'PASS_NEEDED' || problem.code === 'PASS_EARLY'
  const preview = problem.code === 'PRICE_CHANGED' || isQueued ? await previewOf(shop, order) : undefined
  return fail(problem.status, {
    entered: { ...entered, key: keyAfter(problem, entered.key) },
    preview: preview?.ok ? preview.value : undefined,
    problem: shownProblem(problem),
    isUncertain: isUncertain(problem),
    queued: isQueued ? await queuedProducts(shop) : [],
  })
}
