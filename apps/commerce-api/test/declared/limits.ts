import { connect } from '@munova/database'
import { home } from '../support/trade.ts'
import { inHours } from '../support/open-campaign.ts'
import { requests, waitingRoom } from './requests.ts'
import type { Provocation, Provocations } from './scene.ts'

/** A shop in which little is allowed. */
export const tightLimits = {
  SIGN_UPS_PER_ADDRESS: '2',
  SIGN_INS_PER_ACCOUNT: '2',
  REFRESHES_PER_ADDRESS: '2',
  PASSWORD_CHECKS_PER_MEMBER: '2',
  GUEST_CARTS_PER_ADDRESS: '2',
  IDEMPOTENCY_KEYS_PER_MEMBER: '2',
  OPEN_ORDERS_PER_MEMBER: '1',
  ADDRESSES_PER_MEMBER: '1',
  CART_LINES: '1',
  WAITING_ROOMS: '1',
  COUPON_ISSUE_BATCH: '1',
  COUPON_ISSUE_QUEUE: '1',
  WAITING_ROOM_BATCH: '1',
  WAITING_ROOM_QUEUE: '1',
}

/** What the third request is told. */
export const onceTooOften: Provocation = async (_, ask) => {
  await ask()
  await ask()
  return ask()
}

/** Some ask while the table cannot be read: who is answered first was not let into the line. */
const crowding =
  (table: string): Provocation =>
  async ({ trade }, ask) => {
    const holder = connect(trade.databaseUrl, { max: 1 })
    await holder.unsafe(`begin; lock table ${table} in access exclusive mode`)
    const asking = (await trade.crowd(4)).map((as) => ask({ as }))
    const first = await Promise.race(asking)
    await holder.unsafe('rollback')
    await Promise.all(asking)
    await holder.end({ timeout: 1 })
    return first
  }

export const ofLimits: Provocations = {
  'POST /v1/addresses': {
    TOO_MANY_ADDRESSES: async (_, ask) => {
      await ask()
      return ask()
    },
  },
  'PUT /v1/cart/items/{skuId}': {
    CART_FULL: async ({ trade, people }, ask) => {
      const { skuIds } = await trade.shoe(people.SELLER, [9, 9])
      await ask({ as: people.BUYER, path: { skuId: skuIds[0]! } })
      return ask({ as: people.BUYER, path: { skuId: skuIds[1]! } })
    },
  },
  'POST /v1/orders': {
    TOO_MANY_OPEN_ORDERS: async ({ trade, people }, ask) => {
      const { skuIds } = await trade.shoe(people.SELLER, [9])
      const as = await trade.person()
      const body = { lines: [{ skuId: skuIds[0]!, quantity: 1 }], address: home }
      await ask({ as, body })
      return ask({ as, body })
    },
  },
  'POST /v1/coupons/campaigns/{id}/issue': { OVERLOADED: crowding('coupon_campaigns') },
  'POST /v1/waiting-rooms/{kind}/{id}/tickets': { OVERLOADED: crowding('waiting_rooms') },
  'POST /v1/admin/coupon-campaigns': {
    WAITING_ROOMS_FULL: async (_, ask) => {
      const body = {
        ...requests['POST /v1/admin/coupon-campaigns']!.body,
        startsAt: inHours(0.5),
        admissionsPerSecond: 1,
      }
      await ask({ body })
      return ask({ body })
    },
  },
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': {
    WAITING_ROOMS_FULL: async ({ trade, people }, ask) => {
      const [one, other] = [await trade.shoe(people.SELLER, [1]), await trade.shoe(people.SELLER, [1])]
      await ask({ path: { id: one.id }, body: waitingRoom() })
      return ask({ path: { id: other.id }, body: waitingRoom() })
    },
  },
}
