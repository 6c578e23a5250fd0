import { hashPassword } from '@munova/auth'
import { connect } from '@munova/database'
import { password } from '../open-shop.ts'
import { home } from '../trade.ts'
import { inHours } from '../open-campaign.ts'
import { ofImportLimits, tightImports } from './imports.ts'
import { ofPictureLimits, tightPictures } from './pictures.ts'
import { requests, waitingRoom } from './requests.ts'
import type { Provocation, Provocations } from './error-scene.ts'

/** Settings whose limits a test reaches with a few requests. */
export const tightLimits = {
  ...tightPictures,
  ...tightImports,
  SIGN_UPS_PER_ADDRESS: '2',
  SIGN_IN_FAILURES_PER_ACCOUNT: '2',
  REFRESHES_PER_ADDRESS: '2',
  PASSWORD_CHECKS_PER_MEMBER: '2',
  MAILS_PER_RECIPIENT: '2',
  GUEST_CARTS_PER_ADDRESS: '2',
  IDEMPOTENCY_KEYS_PER_MEMBER: '2',
  OPEN_ORDERS_PER_MEMBER: '1',
  ADDRESSES_PER_MEMBER: '1',
  CART_LINES: '1',
  LIKES_PER_MEMBER: '1',
  RESTOCK_PLACES_PER_MEMBER: '1',
  RESTOCK_LINE_LENGTH: '1',
  CATEGORIES: '1',
  BANNERS: '1',
  WAITING_ROOMS: '1',
  COUPON_ISSUE_BATCH: '1',
  COUPON_ISSUE_QUEUE: '1',
  WAITING_ROOM_BATCH: '1',
  WAITING_ROOM_QUEUE: '1',
}

/** The result of a third request. */
export const onceTooOften: Provocation = async (_, send) => {
  await send()
  await send()
  return send()
}

/** The result of a third wrong password. */
const guessing =
  (body: object): Provocation =>
  async ({ trade }, send) => {
    const as = await trade.person()
    const guess = () => send({ as, body: { ...body, password: 'not the password' } })
    await guess()
    await guess()
    return guess()
  }

/** Concurrent requests while the table is locked: the first response is that of a request that was not queued. */
const crowding =
  (table: string): Provocation =>
  async ({ trade }, send) => {
    const holder = connect(trade.databaseUrl, { max: 1 })
    await holder.unsafe(`begin; lock table ${table} in access exclusive mode`)
    const responses = (await trade.crowd(4)).map((as) => send({ as }))
    const first = await Promise.race(responses)
    await holder.unsafe('rollback')
    await Promise.all(responses)
    await holder.end({ timeout: 1 })
    return first
  }

/** Two orders of different sizes: an order of the same size would replace the first one. */
const orderingTwice: Provocation = async ({ trade, people, senderOf }, send) => {
  const { skuIds } = await trade.shoe(people.SELLER, [9, 9])
  const as = await trade.person()
  const wanted = (skuId: number) => ({ as, body: { lines: [{ skuId, quantity: 1 }], address: home } })
  await senderOf('POST /v1/orders')(wanted(skuIds[0]!))
  return send(wanted(skuIds[1]!))
}

export const ofLimits: Provocations = {
  ...ofPictureLimits,
  ...ofImportLimits,
  'POST /v1/auth/password': { RATE_LIMITED: guessing({ newPassword: 'another password' }) },
  'POST /v1/auth/password-reset': {
    MAIL_NOT_CONFIGURED: (_, send) => send({ body: { email: 'somebody@munova.example' } }),
  },
  'POST /v1/me/email': {
    RATE_LIMITED: guessing({ email: 'new@munova.example' }),
    MAIL_NOT_CONFIGURED: async ({ trade }, send) => {
      const as = await trade.person()
      await trade.sql`update members set password_hash = ${await hashPassword(password)} where id = ${as.member.id}`
      return send({ as })
    },
  },
  'POST /v1/me/email/verification': {
    MAIL_NOT_CONFIGURED: async ({ trade }, send) => send({ as: await trade.person() }),
  },
  'POST /v1/me/withdraw': { RATE_LIMITED: guessing({}) },
  'POST /v1/addresses': {
    TOO_MANY_ADDRESSES: async (_, send) => {
      await send()
      return send()
    },
  },
  'POST /v1/admin/banners': {
    TOO_MANY_BANNERS: async (_, send) => {
      await send()
      return send()
    },
  },
  'POST /v1/admin/categories': { TOO_MANY_CATEGORIES: (_, send) => send() },
  'PUT /v1/cart/items/{skuId}': {
    CART_FULL: async ({ trade, people }, send) => {
      const { skuIds } = await trade.shoe(people.SELLER, [9, 9])
      await send({ as: people.BUYER, path: { skuId: skuIds[0]! } })
      return send({ as: people.BUYER, path: { skuId: skuIds[1]! } })
    },
  },
  'PUT /v1/products/{id}/like': {
    TOO_MANY_LIKES: async ({ trade, people }, send) => {
      const [one, other] = [await trade.shoe(people.SELLER, [1]), await trade.shoe(people.SELLER, [1])]
      await send({ path: { id: one.id } })
      return send({ path: { id: other.id } })
    },
  },
  'PUT /v1/skus/{skuId}/restock-place': {
    TOO_MANY_RESTOCK_PLACES: async ({ trade, people }, send) => {
      const { skuIds } = await trade.shoe(people.SELLER, [0, 0])
      await send({ path: { skuId: skuIds[0]! } })
      return send({ path: { skuId: skuIds[1]! } })
    },
    RESTOCK_LINE_FULL: async ({ trade, people }, send) => {
      const { skuIds } = await trade.shoe(people.SELLER, [0])
      const path = { skuId: skuIds[0]! }
      await send({ as: await trade.person(), path })
      return send({ as: await trade.person(), path })
    },
  },
  'POST /v1/orders': { TOO_MANY_OPEN_ORDERS: orderingTwice },
  'POST /v1/orders/preview': { TOO_MANY_OPEN_ORDERS: orderingTwice },
  'POST /v1/coupons/campaigns/{id}/issue': { OVERLOADED: crowding('coupon_campaigns') },
  'POST /v1/waiting-rooms/{kind}/{id}/tickets': { OVERLOADED: crowding('waiting_rooms') },
  'POST /v1/admin/coupon-campaigns': {
    WAITING_ROOMS_FULL: async (_, send) => {
      const body = {
        ...requests['POST /v1/admin/coupon-campaigns']!.body,
        startsAt: inHours(0.5),
        admissionsPerSecond: 1,
      }
      await send({ body })
      return send({ body })
    },
  },
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': {
    WAITING_ROOMS_FULL: async ({ trade, people }, send) => {
      const [one, other] = [await trade.shoe(people.SELLER, [1]), await trade.shoe(people.SELLER, [1])]
      await send({ path: { id: one.id }, body: waitingRoom() })
      return send({ path: { id: other.id }, body: waitingRoom() })
    },
  },
}
