import type { WaitingTicket } from '@munova/commerce-contract'
import { campaign, exampleCampaign, inHours } from '../open-campaign.ts'
import { waitingRoom } from './requests.ts'
import { missingResource, type Send, type Provocation, type Provocations, type Scene } from './error-scene.ts'

const issued =
  (
    change: Parameters<typeof campaign>[2],
    act: (send: Send, path: { id: number }, scene: Scene) => Promise<unknown> = () => Promise.resolve(),
  ): Provocation =>
  async (scene, send) => {
    const path = { id: (await campaign(scene.trade, scene.people.ADMIN, change)).id }
    await act(send, path, scene)
    return send({ path })
  }

const begun =
  (change: object): Provocation =>
  (_, send) =>
    send({ body: { ...exampleCampaign(), ...change } })

/** The waiting room of a new product: members request tickets one after the other, and the last result counts. */
const queued =
  (change: object, length = 1): Provocation =>
  async ({ trade, people, senderOf }, send) => {
    const { id } = await trade.shoe(people.SELLER, [1])
    await senderOf('PUT /v1/admin/waiting-rooms/{kind}/{id}')({
      path: { id },
      body: { ...waitingRoom(), ...change },
    })
    let answer: string | undefined
    for (const as of await trade.crowd(length)) answer = await send({ as, path: { id } })
    return answer
  }

export const ofCoupons: Provocations = {
  'POST /v1/coupons/campaigns/{id}/issue': {
    CAMPAIGN_NOT_FOUND: missingResource,
    COUPON_ALREADY_ISSUED: issued({}, (send, path) => send({ path })),
    EMAIL_NOT_VERIFIED: issued({ verifiedOnly: true }),
    COUPON_NOT_STARTED: issued({ startsAt: inHours(1), endsAt: inHours(2) }),
    COUPON_OVER: issued(
      {},
      (_, { id }, { trade }) =>
        trade.sql`update coupon_campaigns set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = ${id}`,
    ),
    COUPON_SOLD_OUT: issued({ quantity: 1 }, async (send, path, { trade }) =>
      send({ path, as: await trade.person() }),
    ),
    PASS_NEEDED: issued({ admissionsPerSecond: 1 }),
    PASS_EARLY: async ({ trade, people }, send) => {
      const { id } = await campaign(trade, people.ADMIN, {
        startsAt: inHours(0.25),
        admissionsPerSecond: 1,
      })
      const { body } = await trade.call<WaitingTicket>(`POST /v1/waiting-rooms/coupon-campaign/${id}/tickets`, { as: people.BUYER }) // prettier-ignore
      return send({ path: { id }, headers: { 'x-waiting-pass': body.pass } })
    },
  },
  'GET /v1/coupons/campaigns/{id}': { CAMPAIGN_NOT_FOUND: missingResource },
  'GET /v1/coupons/{id}': { COUPON_NOT_FOUND: missingResource },
  'GET /v1/admin/coupon-campaigns/{id}': { CAMPAIGN_NOT_FOUND: missingResource },
  'POST /v1/admin/coupon-campaigns': {
    CATEGORY_NOT_FOUND: begun({ scope: { type: 'CATEGORY', categoryId: 999_999 } }),
    BRAND_NOT_FOUND: begun({ scope: { type: 'BRAND', brandId: 999_999 } }),
    PRODUCT_NOT_FOUND: begun({ scope: { type: 'PRODUCT', productId: 999_999 } }),
  },
  'GET /v1/admin/waiting-rooms/{kind}/{id}': { WAITING_ROOM_NOT_FOUND: missingResource },
  'GET /v1/waiting-rooms/{kind}/{id}': { WAITING_ROOM_NOT_FOUND: missingResource },
  'POST /v1/waiting-rooms/{kind}/{id}/tickets': {
    WAITING_ROOM_NOT_FOUND: missingResource,
    WAITING_ROOM_CLOSED: queued({ opensAt: inHours(2), closesAt: inHours(3) }),
    EMAIL_NOT_VERIFIED: queued({ verifiedOnly: true }),
    WAITING_ROOM_FULL: queued({ opensAt: inHours(0.25), capacity: 1 }, 3),
  },
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': {
    CAMPAIGN_NOT_FOUND: (_, send) => send({ path: { kind: 'coupon-campaign' } }),
    PRODUCT_NOT_FOUND: (_, send) => send({ path: { kind: 'product' } }),
  },
}
