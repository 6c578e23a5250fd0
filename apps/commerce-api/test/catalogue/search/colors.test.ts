import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CreateProduct, ProductDetail } from '@munova/commerce-contract'
import { openTrade } from '../../support/trade.ts'
import { found } from './support.ts'

/** Black in 260 and 270, white in 270 and 280. */
async function shopOfTwoColors(t: Parameters<typeof openTrade>[0]) {
  const trade = await openTrade(t)
  const seller = await trade.person('SELLER')
  const colors = [
    { name: '코어 블랙', skus: [{ sizeMm: 260, stock: 1 }, { sizeMm: 270, stock: 1 }] },
    { name: '오프화이트', skus: [{ sizeMm: 270, stock: 1 }, { sizeMm: 280, stock: 1 }] },
  ] // prettier-ignore
  const product = await trade.published(seller, { colors })
  const [black, white] = [product.colors[0]!, product.colors[1]!]
  const path = `/v1/seller/products/${product.id}`
  const change = async (colorId: number, body: object) => {
    const { status, body: answer } = await trade.call(`PATCH ${path}/colors/${colorId}`, { as: seller, body })
    assert.equal(status, 200, JSON.stringify(answer))
  }
  return { trade, seller, id: product.id, black, white, path, change }
}

test('a colour and a size are found where they are in stock as one SKU', async (t) => {
  const { trade, id, black } = await shopOfTwoColors(t)
  assert.deepEqual([black.family, black.chosenFamily], ['BLACK', null])
  assert.deepEqual(await found(trade, { color: 'BLACK' }), [id])
  assert.deepEqual(await found(trade, { color: ['RED', 'WHITE'] }), [id])
  assert.deepEqual(await found(trade, { color: 'RED' }), [])
  assert.deepEqual(await found(trade, { color: 'BLACK', size: 270 }), [id])
  assert.deepEqual(await found(trade, { color: 'BLACK', size: 280 }), [])
  assert.deepEqual(await found(trade, { color: ['BLACK', 'WHITE'], size: [260, 265] }), [id])
  const everything = {
    category: 8,
    maxPrice: 200_000,
    q: '러닝화',
    color: 'BLACK',
    size: 270,
    sort: 'popular',
  }
  assert.deepEqual(await found(trade, everything), [id])
  const sold = async (size: number) =>
    trade.placed(await trade.person(), [[black.skus.find(({ sizeMm }) => sizeMm === size)!.id, 1]])
  await sold(270)
  assert.deepEqual(await found(trade, { color: 'BLACK', size: 270 }), [])
  assert.deepEqual(await found(trade, { color: 'BLACK' }), [id])
  await sold(260)
  assert.deepEqual(await found(trade, { color: 'BLACK' }), [])
  assert.deepEqual(await found(trade, { color: 'WHITE' }), [id])
})

test('the filter follows the name of a colour, or the family that its seller has chosen', async (t) => {
  const { trade, seller, id, black, path, change } = await shopOfTwoColors(t)
  await change(black.id, { name: '버건디' })
  assert.deepEqual(await found(trade, { color: 'BLACK' }), [])
  assert.deepEqual(await found(trade, { color: 'RED', size: 260 }), [id])
  await change(black.id, { family: 'BROWN' })
  assert.deepEqual([await found(trade, { color: 'RED' }), await found(trade, { color: 'BROWN' })], [[], [id]])
  await change(black.id, { name: '블랙' })
  assert.deepEqual(await found(trade, { color: 'BROWN' }), [id])
  const { body: page } = await trade.call<ProductDetail>(`GET /v1/products/${id}`)
  assert.deepEqual(
    page.colors.map(({ name, family }) => [name, family]),
    [
      ['블랙', 'BROWN'],
      ['오프화이트', 'WHITE'],
    ],
  )
  await change(black.id, { family: null })
  assert.deepEqual(await found(trade, { color: 'BLACK' }), [id])

  const body = { name: '달빛', family: 'GOLD', skus: [{ sizeMm: 300, stock: 1 }] }
  const added = await trade.call<{ family: string; chosenFamily: string }>(`POST ${path}/colors`, { as: seller, body }) // prettier-ignore
  assert.deepEqual([added.body.family, added.body.chosenFamily], ['GOLD', 'GOLD'])
  assert.deepEqual(await found(trade, { color: 'GOLD', size: 300 }), [id])
  const colors: CreateProduct['colors'] = [
    { name: '별빛', family: 'SILVER', skus: [{ sizeMm: 300, stock: 1 }] },
  ]
  const { id: other } = await trade.published(seller, { colors })
  assert.deepEqual(await found(trade, { color: ['GOLD', 'SILVER'] }), [other, id])
})

interface Rejected {
  code: string
  errors?: { path: string }[]
}

test('a wrong colour is an error that names its field', async (t) => {
  const { trade, seller, black, path } = await shopOfTwoColors(t)
  for (const [request, field] of [
    ['GET /v1/products?color=BLAK', 'query.color'],
    ['GET /v1/products/facets?color=BLACK&color=black', 'query.color.1'],
  ] as const) {
    const { status, body } = await trade.call<Rejected>(request)
    assert.deepEqual([status, body.code, body.errors?.map((error) => error.path)], [400, 'VALIDATION_FAILED', [field]]) // prettier-ignore
  }
  const change = (body: object) =>
    trade.call<Rejected>(`PATCH ${path}/colors/${black.id}`, { as: seller, body })
  assert.deepEqual(
    (await change({ family: 'BLAK' })).body.errors?.map((error) => error.path),
    ['body.family'],
  )
  assert.equal((await change({})).status, 400)
})

test('the family of what is in stock stays right while pairs and families change at once', async (t) => {
  const { trade } = await shopOfTwoColors(t)
  const colors = await trade.sql<{ id: number }[]>`select id from product_colors`
  const skus = await trade.sql<{ id: number }[]>`select id from skus`
  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      if (index % 3 === 0) {
        const family = ['RED', null, 'BLUE'][(index % 9) / 3]!
        await trade.sql`update product_colors set chosen_family = ${family} where id = ${colors[(index / 3) % colors.length]!.id}` // prettier-ignore
      } else {
        await trade.sql`update skus set stock = ${index % 2} where id = ${skus[index % skus.length]!.id}`
      }
    }),
  )
  const differing = await trade.sql`
    select skus.id, product_colors.family, skus_in_stock.family as stored, skus.stock
    from skus join product_colors on product_colors.id = color_id left join skus_in_stock on sku_id = skus.id
    where (case when stock > 0 then product_colors.family end) is distinct from skus_in_stock.family`
  assert.deepEqual([...differing], [])
})
