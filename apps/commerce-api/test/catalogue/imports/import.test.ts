import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { commerceErrorTexts, type ProductImportPage, type SellerProduct } from '@munova/commerce-contract'
import { openShop } from '../../support/open-shop.ts'
import { exported, exportedText, fileOf, importFile, type Undone } from '../../support/product-files.ts'

const counts = ({ created, changed, unchanged, rejected }: Record<string, unknown>) => [
  created,
  changed,
  unchanged,
  rejected,
]
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

test('an exported file is imported without effect, and with what was changed in it', async (t) => {
  const shop = await openShop(t, { env: { PRODUCT_FILE_BATCH: '1' } })
  const [seller, rival] = [await shop.person('SELLER'), await shop.person('SELLER')]
  const [one, other] = [await shop.published(seller), await shop.published(seller, { name: '=1+1' })]
  await shop.published(rival)
  const read = async (id: number) =>
    (await shop.call<SellerProduct>(`GET /v1/seller/products/${id}`, { as: seller })).body

  const lines = await exported(shop.url, seller)
  assert.deepEqual(
    lines.map(({ productId, name, color, sizeMm, stock, listPrice, category }) => [
      Number(productId),
      name,
      color,
      sizeMm,
      stock,
      listPrice,
      category,
    ]),
    [
      [one, '에어로 러너 3'],
      [other, "'=1+1"],
    ].flatMap(([product, name]) =>
      [
        ['블랙', '260', '0'],
        ['블랙', '270', '3'],
        ['화이트', '265', '1'],
      ].map((sku) => [(product as SellerProduct).id, name, ...sku, '129000', '남성 > 러닝화']),
    ),
  )
  assert.match(await exportedText(shop.url, seller, 'ko'), /^\ufeff상품번호,.*기존재고,재고\r\n/)
  const same = await importFile(shop.url, await exportedText(shop.url, seller, 'ko'), { as: seller })
  assert.equal(same.status, 200, JSON.stringify(same.body))
  assert.deepEqual(counts(same.body), [0, 0, 2, 0])

  const sale = { salePrice: '99,000', saleFrom: inHours(-1), saleUntil: inHours(24) }
  const edited = lines.map((line) => ({
    ...line,
    ...(Number(line['productId']) === one.id && {
      listPrice: 119_000,
      saleFrom: sale.saleFrom,
      salePrice: 99_000,
      saleUntil: sale.saleUntil,
    }),
    ...(line['sizeMm'] === '270' && { stock: '5' }),
  }))
  const dry = await importFile(shop.url, fileOf(edited), { as: seller, dryRun: true })
  assert.deepEqual([dry.body.id, ...counts(dry.body)], [null, 0, 2, 0, 0])
  assert.equal((await read(one.id)).price, 129_000)

  const done = await importFile(shop.url, fileOf(edited), { as: seller })
  assert.deepEqual(counts(done.body), [0, 2, 0, 0], JSON.stringify(done.body))
  const [changed, stocked] = [await read(one.id), await read(other.id)]
  assert.deepEqual([changed.listPrice, changed.price, changed.name], [119_000, 99_000, '에어로 러너 3'])
  assert.deepEqual([changed.colors[0]!.skus[1]!.stock, stocked.colors[0]!.skus[1]!.stock], [5, 5])
  assert.equal(stocked.name, '=1+1')
  // The file is older than its own import now, and says nothing new.
  assert.deepEqual(counts((await importFile(shop.url, fileOf(edited), { as: seller })).body), [0, 0, 2, 0])
  const stale = edited.map((line) => ({
    ...line,
    listPrice: 109_000,
    salePrice: '',
    saleFrom: '',
    saleUntil: '',
  }))
  const late = await importFile(shop.url, fileOf(stale), { as: seller, headers: { 'accept-language': 'ko' } })
  assert.deepEqual(late.body.errors[0], {
    line: 2,
    column: 'revision',
    code: 'PRODUCT_CHANGED',
    message: commerceErrorTexts['ko']!.PRODUCT_CHANGED.title,
  })
})

test('new products are drafts, whole or not at all; wrong lines say what is wrong', async (t) => {
  const shop = await openShop(t)
  const [seller, rival] = [await shop.person('SELLER'), await shop.person('SELLER')]
  const theirs = await shop.published(rival)
  const own = await shop.published(seller)
  const brand = '걸음 공방'
  await shop.brand(brand)
  const fresh = {
    brand,
    category: '남성>러닝화',
    description: '오래 걸어도 편한 신발입니다.',
    listPrice: 89_000,
  }
  const file = fileOf([
    { name: '워커', ...fresh, color: '블랙', sizeMm: 265, stock: 4 },
    { name: '워커', color: '블랙', sizeMm: 270, stock: 6 },
    { name: '둘', ...fresh, color: '블랙', sizeMm: 267, stock: 4 },
    { name: '둘', color: '화이트', sizeMm: 270, stock: 4 },
    { name: '셋', color: '블랙', sizeMm: 270, stock: 4, brand: '없는 브랜드' },
    { productId: theirs.id, color: '블랙', sizeMm: 270, stockBefore: 3, stock: 9 },
    { productId: own.id, color: '블랙', sizeMm: 270, stockBefore: 2, stock: 9 },
    { productId: own.id, color: '블랙', sizeMm: 270, stockBefore: 3, stock: 9 },
    { productId: own.id, color: '초록', sizeMm: 270, stockBefore: 3, stock: 9 },
    { name: '넷', ...fresh, color: '', sizeMm: 270, stock: 4 },
  ])
  const { body } = await importFile(shop.url, file, { as: seller })
  assert.deepEqual(counts(body), [1, 0, 0, 5])
  assert.deepEqual(
    (body.errors as unknown as { line: number; column: string; code: string }[]).map(
      ({ line, column, code }) => `${line} ${column} ${code}`,
    ),
    [
      '4 sizeMm VALIDATION_FAILED',
      '6 category VALIDATION_FAILED',
      '6 description VALIDATION_FAILED',
      '6 listPrice VALIDATION_FAILED',
      '6 brand BRAND_NOT_FOUND',
      '7 productId PRODUCT_NOT_FOUND',
      '9 sizeMm VALIDATION_FAILED',
      '11 color VALIDATION_FAILED',
    ],
  )
  const products = await shop.sql<{ name: string; status: string; stock: number }[]>`
    select name, status, sum(stock)::int as stock from products join skus on product_id = products.id
    where seller_id = ${seller.member.id} group by products.id order by products.id`
  assert.deepEqual(
    [...products].map(({ name, status, stock }) => [name, status, stock]),
    [
      ['에어로 러너 3', 'PUBLISHED', 4],
      ['워커', 'DRAFT', 10],
    ],
  )
  const skus = fileOf([
    { productId: own.id, color: '블랙', sizeMm: 270, stockBefore: 2, stock: 9 },
    { productId: own.id, color: '초록', sizeMm: 270, stockBefore: 3, stock: 9 },
  ])
  const stocks = await importFile(shop.url, skus, { as: seller })
  assert.deepEqual(
    (stocks.body.errors as unknown as { line: number; code: string }[]).map(({ line, code }) => [line, code]),
    [
      [2, 'STOCK_CHANGED'],
      [3, 'SKU_NOT_FOUND'],
    ],
  )
})

test('an undone import leaves what was changed since then; a repeated request has one effect', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const [one, other] = [await shop.published(seller), await shop.published(seller)]
  const brand = '걸음 공방'
  await shop.brand(brand)
  const file = fileOf([
    ...[one, other].flatMap(({ id }) => [
      { productId: id, name: '새 이름', color: '블랙', sizeMm: 270, stockBefore: 3, stock: 8 },
      { productId: id, name: '', color: '화이트', sizeMm: 265, stockBefore: 1, stock: 2 },
    ]),
    { name: '워커', brand, category: '남성>러닝화', description: '오래 걸어도 편한 신발입니다.', listPrice: 1, color: '블랙', sizeMm: 265, stock: 4 }, // prettier-ignore
  ])
  const key = randomUUID()
  const done = await importFile(shop.url, file, { as: seller, key })
  assert.deepEqual(counts(done.body), [1, 2, 0, 0], JSON.stringify(done.body))
  assert.deepEqual((await importFile(shop.url, file, { as: seller, key })).body, done.body)
  // As after a crash: the key is free, and the result is not stored.
  await shop.sql`update idempotency_keys set locked_until = now(), status = null, type = null, body = null`
  await shop.sql`update product_imports set result = null, finished_at = null`
  assert.deepEqual((await importFile(shop.url, file, { as: seller, key })).body, done.body)
  assert.equal((await shop.sql`select from products where name = '워커'`).length, 1)

  const { body: list } = await shop.call<ProductImportPage>('GET /v1/seller/imports', { as: seller })
  assert.deepEqual(list.items.map((item) => [item.id, ...counts(item), item.undoneAt]), [[done.body.id, 1, 2, 0, 0, null]]) // prettier-ignore

  await shop.call(`PATCH /v1/seller/products/${one.id}`, { as: seller, body: { name: '더 새 이름' } })
  const skuId = other.colors[0]!.skus[1]!.id
  await shop.call(`PUT /v1/seller/products/${other.id}/skus/${skuId}/stock`, {
    as: seller,
    body: { stock: 7, expectedStock: 8 },
  })
  const undo = () => shop.call<Undone>(`POST /v1/seller/imports/${done.body.id}/undo`, { as: seller })
  const [first, second] = await Promise.all([undo(), undo()])
  const expected = {
    restored: 1,
    kept: [
      { productId: one.id, columns: ['name'] },
      { productId: other.id, columns: ['stock'] },
    ],
  }
  assert.deepEqual([first.body, second.body, (await undo()).body], [expected, expected, expected])
  const rows = await shop.sql<{ name: string; status: string; stocks: number[] }[]>`
    select name, status, array(select stock from skus where product_id = products.id order by id) as stocks
    from products where seller_id = ${seller.member.id} order by id`
  assert.deepEqual(
    [...rows].map(({ name, status, stocks }) => [name, status, ...stocks]),
    [
      ['더 새 이름', 'PUBLISHED', 3, 0, 1],
      ['에어로 러너 3', 'PUBLISHED', 7, 0, 1],
      ['워커', 'REMOVED', 4],
    ],
  )
  const acts = await shop.sql`select action from audit_log where action like 'product.import%'`
  assert.deepEqual(acts.map(({ action }) => action as string).toSorted(), [
    'product.import',
    'product.import-undo',
  ])

  await shop.sql`update product_imports set undo_until = now()`
  assert.equal((await undo()).body.code, 'IMPORT_NOT_FOUND')
})
