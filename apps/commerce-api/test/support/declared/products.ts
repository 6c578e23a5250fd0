import { inHours } from '../open-campaign.ts'
import type { SellerColor } from '@munova/commerce-contract'
import { forceVersionConflicts } from './version-conflicts.ts'
import { missingPicture } from './pictures.ts'
import { missingResource, type Provocation, type Provocations } from './error-scene.ts'

const removed: Provocation = async ({ trade, people, senderOf }, send) => {
  const { id, colors } = await trade.draft(people.SELLER)
  await senderOf('DELETE /v1/seller/products/{id}')({ path: { id } })
  return send({ path: { id, colorId: colors[0]!.id, skuId: colors[0]!.skus[0]!.id } })
}

const changed: Provocation = async ({ trade, people }, send) => {
  const { id, colors } = await trade.draft(people.SELLER)
  await forceVersionConflicts(trade.sql, 'products', id)
  return send({ path: { id, colorId: colors[0]!.id, skuId: colors[0]!.skus[0]!.id } })
}

const edited =
  (body: object): Provocation =>
  async ({ trade, people }, send) => {
    const { id } = await trade.draft(people.SELLER)
    return send({ path: { id }, body })
  }

const created =
  (change: object): Provocation =>
  async ({ trade, people }, send) => {
    const { brand, price, name, description, colors } = await trade.draft(people.SELLER)
    const skus = colors[0]!.skus.map(({ sizeMm, stock }) => ({ sizeMm, stock }))
    const product = {
      brandId: brand.id,
      categoryId: 8,
      name,
      description,
      price,
      colors: [{ name: '블랙', skus }],
    }
    return send({ body: { ...product, ...change } })
  }

const ofColors = { PRODUCT_NOT_FOUND: missingResource, PRODUCT_REMOVED: removed, PRODUCT_CHANGED: changed }

/** A colour or size that the product does not have. */
const missingPart: Provocation = async ({ trade, people }, send) => {
  const { id } = await trade.draft(people.SELLER)
  return send({ path: { id } })
}

/** A request about the first colour of a product. */
const coloured =
  (body: (colors: SellerColor[]) => object): Provocation =>
  async ({ trade, people }, send) => {
    const { id, colors } = await trade.draft(people.SELLER)
    return send({ path: { id, colorId: colors[0]!.id }, body: body(colors) })
  }

const [root, leaf] = [1, 8]

/** A draft of a seller whose business nobody has stated. */
const unidentified: Provocation = async ({ trade }, send) => {
  const seller = await trade.person('SELLER')
  await trade.sql`delete from seller_businesses where member_id = ${seller.member.id}`
  const { id } = await trade.draft(seller)
  return send({ as: seller, path: { id } })
}

const undisclosed: Provocation = async ({ trade, people }, send) => {
  const { id } = await trade.draft(people.SELLER, { disclosure: undefined })
  return send({ path: { id } })
}

/** The name of another brand. */
const taken: Provocation = async ({ trade }, send) => {
  const [id, name] = [await trade.brand(), `이미 있는 브랜드 ${crypto.randomUUID().slice(0, 8)}`]
  await trade.brand(name)
  return send({ path: { id }, body: { name } })
}

export const ofProducts: Provocations = {
  'POST /v1/admin/brands': { BRAND_NAME_TAKEN: taken },
  'GET /v1/admin/brands/{id}': { BRAND_NOT_FOUND: missingResource },
  'GET /v1/admin/categories/{id}': { CATEGORY_NOT_FOUND: missingResource },
  'PATCH /v1/admin/brands/{id}': { BRAND_NOT_FOUND: missingResource, BRAND_NAME_TAKEN: taken },
  'POST /v1/admin/categories': {
    CATEGORY_NOT_FOUND: (_, send) => send({ body: { parentId: 999_999, name: '등산화' } }),
    CATEGORY_DEPTH: (_, send) => send({ body: { parentId: leaf, name: '등산화' } }),
    CATEGORY_NAME_TAKEN: (_, send) => send({ body: { parentId: root, name: '로퍼' } }),
  },
  'PATCH /v1/admin/categories/{id}': {
    CATEGORY_NOT_FOUND: missingResource,
    CATEGORY_DEPTH: (_, send) => send({ path: { id: root }, body: { parentId: 2 } }),
    CATEGORY_NAME_TAKEN: (_, send) => send({ path: { id: leaf }, body: { name: '로퍼' } }),
  },
  'DELETE /v1/admin/categories/{id}': {
    CATEGORY_NOT_FOUND: missingResource,
    CATEGORY_IN_USE: (_, send) => send({ path: { id: root } }),
  },
  'GET /v1/products/{id}': { PRODUCT_NOT_FOUND: missingResource },
  'GET /v1/products/{id}/similar': { PRODUCT_NOT_FOUND: missingResource },
  'GET /v1/products/{id}/together': { PRODUCT_NOT_FOUND: missingResource },
  'PUT /v1/products/{id}/like': { PRODUCT_NOT_FOUND: missingResource },
  'PUT /v1/skus/{skuId}/restock-place': {
    SKU_NOT_FOUND: missingResource,
    SKU_IN_STOCK: async ({ trade, people }, send) => {
      const { skuIds } = await trade.shoe(people.SELLER, [1])
      return send({ path: { skuId: skuIds[0]! } })
    },
  },
  'GET /v1/seller/products/{id}': { PRODUCT_NOT_FOUND: missingResource },
  'POST /v1/seller/products': {
    BRAND_NOT_FOUND: created({ brandId: 999_999, categoryId: leaf }),
    CATEGORY_NOT_FOUND: created({ categoryId: 999_999 }),
    CATEGORY_NOT_LEAF: created({ categoryId: root }),
    PICTURE_NOT_FOUND: created({ images: [missingPicture] }),
  },
  'PATCH /v1/seller/products/{id}': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    PRODUCT_CHANGED: edited({ price: 1_000, expectedRevision: 99 }),
    BRAND_NOT_FOUND: edited({ brandId: 999_999 }),
    CATEGORY_NOT_FOUND: edited({ categoryId: 999_999 }),
    CATEGORY_NOT_LEAF: edited({ categoryId: root }),
    PICTURE_NOT_FOUND: edited({ images: [missingPicture] }),
    SALE_NOT_LOWER: async ({ trade, people, senderOf }, send) => {
      const { id } = await trade.draft(people.SELLER)
      await senderOf('PUT /v1/seller/products/{id}/sale')({ path: { id } })
      return send({ path: { id }, body: { price: 500 } })
    },
  },
  'PUT /v1/admin/products/{id}/purchase-limit': { PRODUCT_NOT_FOUND: missingResource },
  'PUT /v1/seller/products/{id}/sale': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    PRODUCT_CHANGED: changed,
    SALE_NOT_LOWER: edited({ price: 1_000_000, from: inHours(-1), until: inHours(1) }),
  },
  'DELETE /v1/seller/products/{id}/sale': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    PRODUCT_CHANGED: async ({ trade, people, senderOf }, send) => {
      const { id } = await trade.draft(people.SELLER)
      await senderOf('PUT /v1/seller/products/{id}/sale')({ path: { id } })
      await forceVersionConflicts(trade.sql, 'products', id)
      return send({ path: { id } })
    },
  },
  'DELETE /v1/seller/products/{id}': { PRODUCT_NOT_FOUND: missingResource, PRODUCT_CHANGED: changed },
  'POST /v1/seller/products/{id}/publish': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    PRODUCT_CHANGED: changed,
    SELLER_IDENTITY_NEEDED: unidentified,
    DISCLOSURE_NEEDED: undisclosed,
  },
  'POST /v1/seller/products/{id}/unpublish': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    PRODUCT_CHANGED: async (scene, send) => {
      const { id } = await scene.trade.shoe(scene.people.SELLER, [1])
      await forceVersionConflicts(scene.trade.sql, 'products', id)
      return send({ path: { id } })
    },
  },
  'POST /v1/seller/products/{id}/colors': {
    ...ofColors,
    COLOR_NAME_TAKEN: coloured((colors) => ({ name: colors[0]!.name, skus: [{ sizeMm: 270, stock: 1 }] })),
    TOO_MANY_COLORS: async ({ trade, people }, send) => {
      const skus = [{ sizeMm: 270, stock: 1 }]
      const colors = Array.from({ length: 20 }, (_, n) => ({ name: `색 ${n}`, skus }))
      const { id } = await trade.draft(people.SELLER, { colors })
      return send({ path: { id } })
    },
  },
  'GET /v1/seller/products/{id}/colors/{colorId}': {
    PRODUCT_NOT_FOUND: missingResource,
    COLOR_NOT_FOUND: missingPart,
  },
  'PATCH /v1/seller/products/{id}/colors/{colorId}': {
    ...ofColors,
    COLOR_NOT_FOUND: missingPart,
    COLOR_NAME_TAKEN: coloured((colors) => ({ name: colors[1]!.name })),
  },
  'POST /v1/seller/products/{id}/colors/{colorId}/skus': {
    ...ofColors,
    COLOR_NOT_FOUND: missingPart,
    SIZE_TAKEN: coloured((colors) => ({ skus: [{ sizeMm: colors[0]!.skus[0]!.sizeMm, stock: 1 }] })),
  },
  'DELETE /v1/seller/products/{id}/skus/{skuId}': {
    ...ofColors,
    SKU_NOT_FOUND: missingPart,
    STOCK_COMMITTED: async ({ trade, people }, send) => {
      const { id, skuIds } = await trade.shoe(people.SELLER, [1])
      await trade.placed(people.BUYER, [[skuIds[0]!, 1]])
      return send({ path: { id, skuId: skuIds[0]! } })
    },
  },
  'PUT /v1/seller/products/{id}/skus/{skuId}/stock': {
    PRODUCT_NOT_FOUND: missingResource,
    PRODUCT_REMOVED: removed,
    SKU_NOT_FOUND: async ({ trade, people }, send) => {
      const { id } = await trade.draft(people.SELLER)
      return send({ path: { id } })
    },
    STOCK_CHANGED: async ({ trade, people }, send) => {
      const { id, skuIds } = await trade.shoe(people.SELLER, [1])
      return send({ path: { id, skuId: skuIds[0]! }, body: { stock: 2, expectedStock: 9 } })
    },
    STOCK_COMMITTED: async ({ trade, people }, send) => {
      const { id, skuIds } = await trade.shoe(people.SELLER, [1])
      await trade.placed(people.BUYER, [[skuIds[0]!, 1]])
      return send({ path: { id, skuId: skuIds[0]! }, body: { stock: 0, expectedStock: 1 } })
    },
  },
}
