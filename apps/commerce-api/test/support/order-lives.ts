import assert from 'node:assert/strict'
import type { Order, OrderItem, RefundAccount, Return, Shipment } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Answer, Person } from './open-shop.ts'
import { inHours } from './open-campaign.ts'
import type { Chance } from './randomness.ts'
import type { Trade } from './trade.ts'

/** A shop of two sellers in which an order lives, and what no table says of it. */
export interface World {
  trade: Trade
  buyer: Person
  admin: Person
  /** By member id. */
  sellers: ReadonlyMap<number, Person>
  /** Another size of the same product, by SKU. */
  otherSizes: ReadonlyMap<number, number>
  random: Chance
  /** Pairs of each SKU that were put back (above 0) or found missing (below) by acts that succeeded. */
  counted: Map<number, number>
  /** Won that were given back at the gateway only, for this order. */
  givenBack: number
}

/**
 * One thing that somebody does to an order: undefined when there is nothing to do it to, otherwise it resolves to whether it
 * was done. Others may do something at the same moment, so a rejection is no failure.
 */
export type Step = (world: World, order: Order) => (() => Promise<boolean>) | undefined

const reason = '재고 없음'

const isDone = ({ status, body }: Answer): boolean => {
  assert.ok(status < 300 || status === 409 || status === 404, `${status} ${JSON.stringify(body)}`)
  return status < 300
}

function count({ counted }: World, skuId: number, pairs: number): void {
  counted.set(skuId, (counted.get(skuId) ?? 0) + pairs)
}

function oneOf<Thing>({ random }: World, things: readonly Thing[]): Thing | undefined {
  return things[random.below(Math.max(things.length, 1))]
}

const itemIn = (world: World, { items }: Order, ...statuses: OrderItem['status'][]) =>
  oneOf(world, items.filter(({ status }) => statuses.includes(status))) // prettier-ignore

/** Some pairs of an item, as a request names them. */
const part = ({ random }: World, { id, quantity }: OrderItem) => ({
  itemId: id,
  quantity: 1 + random.below(quantity),
})

/** A seller for own items, or an administrator for any. */
const helper = (world: World, { sellerId }: OrderItem) =>
  world.random.below(2) ? world.admin : world.sellers.get(sellerId)!

const pathOf = (as: Person, rest: string) => `/v1/${as.member.role.toLowerCase()}/${rest}`

const openReturn = (world: World, { returns }: Order): Return | undefined =>
  oneOf(world, returns.filter(({ status }) => status === 'REQUESTED')) // prettier-ignore

const openParcel = (world: World, { shipments }: Order): Shipment | undefined =>
  oneOf(world, shipments.filter(({ deliveredAt }) => deliveredAt === null)) // prettier-ignore

const returnedItem = ({ items }: Order, { itemId }: Return) => items.find(({ id }) => id === itemId)!

/** Where a deposit goes back to; the bank knows no account that begins with 000. */
const account: RefundAccount = { bank: '88', accountNumber: '110123456789', holderName: '김하늘' }
const wrong: RefundAccount = { ...account, accountNumber: '000123456789' }

/** What requests name that may cause a refund, wrong now and then; only the buyer must name it. */
const accountOf = (world: World, { payment }: Order, who?: Person): { refundAccount?: RefundAccount } => {
  if (payment?.method !== '가상계좌' || (who && who !== world.buyer && world.random.below(2))) return {}
  return { refundAccount: world.random.below(4) ? account : wrong }
}

/** Somebody names the account for the refunds that wait for one. */
export async function nameAccount({ trade }: World, { id }: Order, as: Person, refundAccount = account) {
  const path = as.member.role === 'ADMIN' ? `/v1/admin/orders/${id}` : `/v1/orders/${id}`
  return isDone(await trade.post(`${path}/refund-account`, { as, body: { refundAccount } }))
}

/** By name. Each changes a part at most, so that orders live on; what ends an order is seldom possible. */
export const steps: Record<string, Step> = {
  'buyer cancels'(world, order) {
    const item = itemIn(world, order, 'PAID')
    if (!item) return undefined
    const body = { items: [part(world, item)], reason, ...accountOf(world, order) }
    return async () =>
      isDone(await world.trade.post(`/v1/orders/${order.id}/items/cancel`, { as: world.buyer, body }))
  },

  'seller or administrator cancels'(world, order) {
    const item = itemIn(world, order, 'PAID')
    if (!item) return undefined
    const [as, pairs, restock] = [helper(world, item), part(world, item), world.random.below(2) === 0]
    const body = { items: [pairs], reason, restock }
    return async () => {
      const done = isDone(await world.trade.post(pathOf(as, `orders/${order.id}/items/cancel`), { as, body }))
      if (done && !restock) count(world, item.skuId, -pairs.quantity)
      return done
    }
  },

  'administrator cancels all'(world, order) {
    if (!itemIn(world, order, 'PAID') || world.random.below(20) > 0) return undefined
    const [as, body] = [world.admin, { reason, ...accountOf(world, order, world.admin) }]
    return async () => isDone(await world.trade.post(`/v1/admin/orders/${order.id}/cancel`, { as, body }))
  },

  ship(world, order) {
    const item = itemIn(world, order, 'PAID')
    if (!item) return undefined
    const body = { courier: 'CJ', trackingNumber: '123456789012', itemIds: [item.id] }
    const as = world.sellers.get(item.sellerId)!
    return async () => isDone(await world.trade.post(`/v1/seller/orders/${order.id}/ship`, { as, body }))
  },

  deliver(world, order) {
    const parcel = openParcel(world, order)
    if (!parcel) return undefined
    const as = world.random.below(2) ? world.admin : world.sellers.get(parcel.sellerId)!
    return async () =>
      isDone(await world.trade.call(`POST ${pathOf(as, `shipments/${parcel.id}/deliver`)}`, { as }))
  },

  'the clock delivers'(world, order) {
    const parcel = openParcel(world, order)
    if (!parcel) return undefined
    const { sql } = world.trade
    return async () => {
      await sql`update shipments set shipped_at = now() - interval '20 days' where id = ${parcel.id}`
      const arrived = () => sql`select from shipments where id = ${parcel.id} and delivered_at is not null`
      await until(async () => (await arrived()).length > 0 || undefined, { what: 'the clock to deliver' })
      return true
    }
  },

  'refund without a return'(world, order) {
    const item = itemIn(world, order, 'SHIPPED', 'DELIVERED', 'CONFIRMED')
    if (!item || world.random.below(3) > 0) return undefined
    const [as, pairs, restock] = [helper(world, item), part(world, item), world.random.below(2) === 0]
    const body = { items: [pairs], reason, restock }
    return async () => {
      const done = isDone(await world.trade.post(pathOf(as, `orders/${order.id}/items/refund`), { as, body }))
      if (done && restock) count(world, item.skuId, pairs.quantity)
      return done
    }
  },

  'request a return': (world, order) => requesting(world, order, {}),

  'request an exchange'(world, order) {
    const item = itemIn(world, order, 'DELIVERED', 'CONFIRMED')
    const exchangeSkuId = item && world.otherSizes.get(item.skuId)
    return exchangeSkuId === undefined
      ? undefined
      : requesting(world, { ...order, items: [item!] }, { exchangeSkuId, reason: 'WRONG_SIZE' })
  },

  'accept a return'(world, order) {
    const request = openReturn(world, order)
    if (!request) return undefined
    const item = returnedItem(order, request)
    const [as, restock] = [helper(world, item), world.random.below(2) === 0]
    return async () => {
      const path = pathOf(as, `returns/${request.id}/accept`)
      const done = isDone(await world.trade.post(path, { as, body: { restock } }))
      if (done && restock) count(world, item.skuId, item.quantity)
      return done
    }
  },

  'reject a return'(world, order) {
    const request = openReturn(world, order)
    if (!request || world.random.below(2)) return undefined
    const as = helper(world, returnedItem(order, request))
    const body = { answer: '사용 흔적' }
    return async () =>
      isDone(await world.trade.post(pathOf(as, `returns/${request.id}/reject`), { as, body }))
  },

  'the clock accepts a return'(world, order) {
    const request = openReturn(world, order)
    if (!request) return undefined
    const { sql } = world.trade
    return async () => {
      await sql`update returns set answer_by = now() where id = ${request.id}`
      const answered = () => sql`select from returns where id = ${request.id} and status <> 'REQUESTED'`
      await until(async () => (await answered()).length > 0 || undefined, { what: 'the clock to accept' })
      return true
    }
  },

  'give more time'(world, order) {
    if (!itemIn(world, order, 'DELIVERED', 'CONFIRMED') || world.random.below(3) > 0) return undefined
    const body = { until: inHours(24 + world.random.below(24 * 20)) }
    return async () =>
      isDone(await world.trade.call(`POST /v1/admin/orders/${order.id}/extend`, { as: world.admin, body }))
  },

  'an account is named'(world, order) {
    if (!order.refunds.some(({ needsAccount }) => needsAccount)) return undefined
    const as = world.random.below(2) ? world.admin : world.buyer
    const named = world.random.below(3) ? account : wrong
    return () => nameAccount(world, order, as, named)
  },

  confirm(world, order) {
    const item = itemIn(world, order, 'DELIVERED')
    if (!item || world.random.below(3) > 0) return undefined
    const body = { itemIds: [item.id] }
    return async () =>
      isDone(await world.trade.call(`POST /v1/orders/${order.id}/confirm`, { as: world.buyer, body }))
  },
}

function requesting(world: World, order: Order, more: object): (() => Promise<boolean>) | undefined {
  const item = itemIn(world, order, 'DELIVERED', 'CONFIRMED')
  if (!item) return undefined
  const reasons = ['DEFECTIVE', 'CHANGE_OF_MIND']
  const body = { ...part(world, item), reason: oneOf(world, reasons), ...accountOf(world, order), ...more }
  return async () =>
    isDone(await world.trade.post(`/v1/orders/${order.id}/returns`, { as: world.buyer, body }))
}
