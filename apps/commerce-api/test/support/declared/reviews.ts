import type { MyReview } from '@munova/commerce-contract'
import { missingResource, type Provocation, type Provocations, type Scene } from './error-scene.ts'
import { delivered } from './order-states.ts'

/** An item of the buyer's whose purchase is confirmed. */
export async function confirmedItem(scene: Scene): Promise<number> {
  const { id, items } = await delivered(scene)
  await scene.senderOf('POST /v1/orders/{id}/confirm')({ path: { id } })
  return items[0]!.id
}

/** A review by the buyer of a product of the seller. */
export async function reviewed(scene: Scene): Promise<MyReview> {
  const { trade, people } = scene
  const { body } = await trade.call<MyReview>('POST /v1/me/reviews', {
    as: people.BUYER,
    body: { itemId: await confirmedItem(scene), rating: 5, text: '편해요.' },
  })
  return body
}

/** The author's own. */
const own: Provocation = async (scene, send) => send({ path: { id: (await reviewed(scene)).id } })
const ofOne = { REVIEW_NOT_FOUND: missingResource }

export const ofReviews: Provocations = {
  'GET /v1/products/{id}/fit': { PRODUCT_NOT_FOUND: missingResource },
  'POST /v1/me/reviews': {
    ITEM_NOT_FOUND: missingResource,
    PURCHASE_NOT_CONFIRMED: async (scene, send) => {
      const { items } = await delivered(scene)
      return send({ body: { itemId: items[0]!.id, rating: 3, text: '아직 신어 보지 않았어요.' } })
    },
    REVIEW_EXISTS: async (scene, send) => {
      const { itemId } = await reviewed(scene)
      return send({ body: { itemId, rating: 3, text: '다시 신어 보니 조금 작아요.' } })
    },
  },
  'GET /v1/me/reviews/{id}': ofOne,
  'PUT /v1/me/reviews/{id}': ofOne,
  'DELETE /v1/me/reviews/{id}': ofOne,
  'PUT /v1/reviews/{id}/helpful': { ...ofOne, OWN_REVIEW: own },
  'PUT /v1/reviews/{id}/report': { ...ofOne, OWN_REVIEW: own },
  'PUT /v1/seller/reviews/{id}/answer': ofOne,
  'POST /v1/admin/reviews/{id}/hide': ofOne,
  'POST /v1/admin/reviews/{id}/show': ofOne,
}
