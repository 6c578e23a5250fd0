import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cart, SellerProduct } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

type As = Person | string | undefined
type Rejected = Cart & { code?: string; detail?: string }

/** The headers of a member, or of a guest with a cart token. */
const who = (as: As) => (typeof as === 'string' ? { headers: { 'x-cart-token': as } } : { as })
const put = (shop: Shop, as: As, skuId: number, quantity = 1) =>
  shop.call<Rejected>(`PUT /v1/cart/items/${skuId}`, { ...who(as), body: { quantity } })
const cart = async (shop: Shop, as: As) => (await shop.call<Cart>('GET /v1/cart', who(as))).body
const lines = ({ items }: Cart) => items.map(({ skuId, quantity }) => [skuId, quantity])

async function begin(shop: Shop, skuId: number, quantity = 1): Promise<string> {
  const token = (await put(shop, undefined, skuId, quantity)).headers.get('x-cart-token')
  assert.ok(token)
  return token
}

/** Publishes a product with sizes of `stock` pairs each. */
async function sizes(shop: Shop, count: number, { stock = 10, price = 100_000 } = {}) {
  const seller = await shop.person('SELLER')
  const skus = Array.from({ length: count }, (_, i) => ({ sizeMm: 200 + i * 5, stock }))
  const product = await shop.published(seller, { price, colors: [{ name: '블랙', skus }] })
  return { seller, product, skus: product.colors[0]!.skus.map(({ id }) => id) }
}

async function setStock(shop: Shop, product: SellerProduct, skuId: number, stock: number): Promise<void> {
  await shop.sql`update skus set stock = ${stock} where id = ${skuId} and product_id = ${product.id}`
}

test('a cart lists its lines with all fields and sums up the orderable ones', async (t) => {
  const shop = await openShop(t)
  const { product, skus } = await sizes(shop, 2, { price: 129_000 })
  const buyer = await shop.person()
  await put(shop, buyer, skus[1]!, 2)
  const { status, body } = await put(shop, buyer, skus[0]!)
  assert.equal(status, 200)
  const { addedAt, ...line } = body.items[0]!
  assert.ok(Date.parse(addedAt) > 0)
  assert.deepEqual(line, {
    skuId: skus[1],
    quantity: 2,
    state: 'ORDERABLE',
    available: 10,
    price: 129_000,
    listPrice: 129_000,
    priceSeen: 129_000,
    product: {
      id: product.id,
      name: product.name,
      imageUrl: product.images[0],
      brand: product.brand,
      sellerId: (await shop.sql`select seller_id from products`)[0]!['seller_id'],
    },
    color: '블랙',
    sizeMm: 205,
  })
  assert.deepEqual([body.quantity, body.amount], [3, 387_000])
  assert.deepEqual(await cart(shop, buyer), body)
})

test('setting a quantity and removing a line are idempotent', async (t) => {
  const shop = await openShop(t)
  const { skus } = await sizes(shop, 2)
  const buyer = await shop.person()
  await Promise.all(Array.from({ length: 8 }, () => put(shop, buyer, skus[0]!, 3)))
  assert.deepEqual(lines(await cart(shop, buyer)), [[skus[0], 3]])
  await put(shop, buyer, skus[1]!, 1)
  assert.deepEqual(lines((await put(shop, buyer, skus[0]!, 1)).body), [[skus[0], 1], [skus[1], 1]]) // prettier-ignore
  for (let i = 0; i < 2; i++) {
    const { status, body } = await shop.call<Cart>(`DELETE /v1/cart/items/${skus[0]}`, { as: buyer })
    assert.deepEqual([status, lines(body)], [200, [[skus[1], 1]]])
  }
  for (let i = 0; i < 2; i++) assert.equal((await shop.call('DELETE /v1/cart', { as: buyer })).status, 204)
  assert.deepEqual(await cart(shop, buyer), { items: [], quantity: 0, amount: 0 })
})

test('every response has the current price, stock and state', async (t) => {
  const shop = await openShop(t)
  const { seller, product, skus } = await sizes(shop, 2)
  const buyer = await shop.person()
  await put(shop, buyer, skus[0]!, 5)
  await put(shop, buyer, skus[1]!, 5)
  const states = async () => (await cart(shop, buyer)).items.map((item) => [item.state, item.available])
  await setStock(shop, product, skus[0]!, 4)
  await setStock(shop, product, skus[1]!, 0)
  assert.deepEqual(await states(), [['SHORT', 4], ['SOLD_OUT', 0]]) // prettier-ignore
  await setStock(shop, product, skus[0]!, 5)
  await shop.call(`PATCH /v1/seller/products/${product.id}`, { as: seller, body: { price: 90_000 } })
  const changed = await cart(shop, buyer)
  assert.deepEqual(
    [changed.items[0]?.price, changed.items[0]?.priceSeen, changed.quantity, changed.amount],
    [90_000, 100_000, 5, 450_000],
  )
  assert.equal((await put(shop, buyer, skus[0]!, 5)).body.items[0]?.priceSeen, 90_000)
  await shop.call(`DELETE /v1/seller/products/${product.id}`, { as: seller })
  assert.deepEqual(await states(), [['REMOVED', 0], ['REMOVED', 0]]) // prettier-ignore
  assert.equal((await cart(shop, buyer)).amount, 0)
})

test('a SKU that cannot be sold is not added to a cart', async (t) => {
  const shop = await openShop(t)
  const { seller, product, skus } = await sizes(shop, 1, { stock: 3 })
  const draft = await shop.draft(seller)
  const buyer = await shop.person()
  const rejection = async (skuId: number, quantity = 1) => {
    const { status, body } = await put(shop, buyer, skuId, quantity)
    return [status, body.code, body.detail]
  }
  assert.deepEqual(await rejection(999_999), [404, 'SKU_NOT_FOUND', undefined])
  assert.deepEqual(await rejection(draft.colors[0]!.skus[0]!.id), [404, 'SKU_NOT_FOUND', undefined])
  assert.deepEqual(await rejection(skus[0]!, 4), [409, 'NOT_ENOUGH_STOCK', '3 are left'])
  assert.equal((await rejection(skus[0]!, 3))[0], 200)
  await shop.call(`DELETE /v1/seller/products/${product.id}`, { as: seller })
  assert.deepEqual(await rejection(skus[0]!), [404, 'SKU_NOT_FOUND', undefined])
  for (const quantity of [0, -1, 1.5, '2']) {
    const body = { quantity }
    const { status } = await shop.call(`PUT /v1/cart/items/${skus[0]}`, { as: buyer, body })
    assert.equal(status, 400)
  }
})

test('the limits of lines and pairs hold under concurrent requests', async (t) => {
  const shop = await openShop(t, { env: { CART_LINES: '3', CART_LINE_QUANTITY: '2' } })
  const { skus } = await sizes(shop, 12)
  const buyer = await shop.person()
  const token = await begin(shop, skus[0]!)
  for (const as of [buyer, token]) {
    const answers = await Promise.all(skus.map((skuId) => put(shop, as, skuId)))
    assert.equal((await cart(shop, as)).items.length, 3)
    const full = answers.filter(({ body }) => body.code === 'CART_FULL')
    assert.ok(full.length >= 9 && full.every(({ status }) => status === 409))
    const [first] = (await cart(shop, as)).items
    assert.equal((await put(shop, as, first!.skuId, 2)).status, 200)
    assert.equal((await put(shop, as, first!.skuId, 3)).body.code, 'QUANTITY_ABOVE_LIMIT')
  }
})

test('a guest cart is reached by its token alone, which the database does not store', async (t) => {
  const shop = await openShop(t)
  const { skus } = await sizes(shop, 2)
  const first = await put(shop, undefined, skus[0]!, 2)
  const token = first.headers.get('x-cart-token')!
  const cookie = first.headers.get('set-cookie')!
  assert.match(cookie, new RegExp(`^cart_token=${token}; .*HttpOnly; Secure; SameSite=Strict`))
  assert.equal((await put(shop, token, skus[1]!)).headers.get('x-cart-token'), token)
  const byCookie = await shop.call<Cart>('GET /v1/cart', { headers: { cookie: `cart_token=${token}` } })
  assert.deepEqual(lines(byCookie.body), [[skus[0], 2], [skus[1], 1]]) // prettier-ignore
  const [stored] = await shop.sql<{ row: string }[]>`select carts::text as row from carts`
  assert.ok(
    !stored?.row.includes(token) && !stored?.row.includes(Buffer.from(token, 'base64url').toString('hex')),
  )

  const other = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
  assert.deepEqual((await cart(shop, other)).items, [])
  assert.deepEqual((await cart(shop, undefined)).items, [])
  // A token without a cart is never adopted: the response has a new one.
  const fixed = await put(shop, other, skus[0]!)
  assert.ok(![null, other, token].includes(fixed.headers.get('x-cart-token')))
  assert.deepEqual((await cart(shop, other)).items, [])
  assert.equal((await shop.call('GET /v1/cart', who('x'))).status, 400)
})

test('guest carts created from one client address are limited', async (t) => {
  const shop = await openShop(t, { env: { GUEST_CARTS_PER_ADDRESS: '2' } })
  const { skus } = await sizes(shop, 2)
  const token = await begin(shop, skus[0]!)
  await begin(shop, skus[0]!)
  for (const as of [undefined, 'x'.repeat(43)]) {
    const { status, body, headers } = await put(shop, as, skus[0]!)
    assert.deepEqual([status, body.code], [429, 'RATE_LIMITED'])
    assert.ok(Number(headers.get('retry-after')) > 0)
  }
  assert.equal((await put(shop, token, skus[1]!)).status, 200)
})

test('sign-in merges the guest cart of the header or cookie by the rules and deletes it', async (t) => {
  const shop = await openShop(t)
  const { skus } = await sizes(shop, 4)
  const buyer = await shop.person()
  await put(shop, buyer, skus[0]!, 1)
  await put(shop, buyer, skus[1]!, 5)
  const token = await begin(shop, skus[2]!, 2)
  await put(shop, token, skus[0]!, 4)
  await put(shop, token, skus[1]!, 3)
  await put(shop, token, skus[3]!, 1)
  await shop.sql`update products set price = 1`
  const { email, password } = buyer
  const signIn = await shop.call('POST /v1/auth/sign-in', {
    body: { email, password },
    headers: { cookie: `cart_token=${token}` },
  })
  assert.match(signIn.headers.get('set-cookie')!, /cart_token=; Max-Age=0/)
  const merged = await cart(shop, buyer)
  assert.deepEqual(lines(merged), [[skus[0], 4], [skus[1], 5], [skus[2], 2], [skus[3], 1]]) // prettier-ignore
  assert.ok(merged.items.every(({ price, priceSeen }) => price === 1 && priceSeen === 100_000))
  assert.deepEqual((await cart(shop, token)).items, [])
  assert.equal((await shop.sql`select from carts where member_id is null`).length, 0)

  const again = await shop.call<Cart>('POST /v1/cart/merge', {
    as: buyer,
    headers: { 'x-cart-token': token },
  })
  assert.deepEqual([again.status, lines(again.body)], [200, lines(merged)])
  const newcomer = await begin(shop, skus[0]!, 3)
  const signUp = await shop.call<{ accessToken: string }>('POST /v1/auth/sign-up', {
    body: { email: 'new@munova.example', password, name: '새 사람' },
    headers: { 'x-cart-token': newcomer },
  })
  const headers = { authorization: `Bearer ${signUp.body.accessToken}` }
  assert.deepEqual(lines((await shop.call<Cart>('GET /v1/cart', { headers })).body), [[skus[0], 3]])
})

test('lines that do not fit into the member’s cart stay in the guest cart', async (t) => {
  const shop = await openShop(t, { env: { CART_LINES: '3' } })
  const { skus } = await sizes(shop, 5)
  const buyer = await shop.person()
  await put(shop, buyer, skus[0]!)
  await put(shop, buyer, skus[1]!)
  const token = await begin(shop, skus[2]!)
  await put(shop, token, skus[3]!)
  await put(shop, token, skus[1]!, 4)
  const merge = () =>
    shop.call<Cart>('POST /v1/cart/merge', { as: buyer, headers: { 'x-cart-token': token } })
  const merged = await merge()
  assert.deepEqual(lines(merged.body), [[skus[0], 1], [skus[1], 4], [skus[2], 1]]) // prettier-ignore
  assert.equal(merged.headers.get('set-cookie'), null)
  assert.deepEqual(lines(await cart(shop, token)), [[skus[3], 1]])
  await shop.call('DELETE /v1/cart', { as: buyer })
  assert.deepEqual(lines((await merge()).body), [[skus[3], 1]])
})

test('concurrent merges and additions lose no line and double none', async (t) => {
  const shop = await openShop(t)
  const { skus } = await sizes(shop, 30)
  const people = [await shop.person(), await shop.person()]
  for (let round = 0; round < 10; round++) {
    const token = await begin(shop, skus[0]!)
    // A line that is added after the merge goes to a new cart.
    const carts = new Set([token])
    await Promise.all([
      ...skus.slice(1, 15).map(async (skuId) => {
        const { headers, status } = await put(shop, token, skuId)
        assert.equal(status, 200)
        carts.add(headers.get('x-cart-token') ?? token)
      }),
      ...skus.slice(15).map(async (skuId, i) => {
        assert.equal((await put(shop, people[i % 2], skuId)).status, 200)
      }),
      ...people.map(async (as) => {
        const { status } = await shop.call('POST /v1/cart/merge', { as, headers: { 'x-cart-token': token } })
        assert.equal(status, 200)
      }),
    ])
    const all = await Promise.all([...people, ...carts].map((as) => cart(shop, as)))
    assert.deepEqual(
      all.flatMap(({ items }) => items.map(({ skuId }) => skuId)).toSorted((a, b) => a - b),
      skus,
    )
    for (const as of people) await shop.call('DELETE /v1/cart', { as })
  }
})

test('expired guest carts are deleted, others are kept; a withdrawal deletes the member’s cart', async (t) => {
  const shop = await openShop(t, { env: { GUEST_CART_SWEEP_MS: '20', GUEST_CART_SWEEP_BATCH: '2' } })
  const { skus } = await sizes(shop, 1)
  const buyer = await shop.person()
  await put(shop, buyer, skus[0]!)
  const tokens = await Promise.all(Array.from({ length: 6 }, () => begin(shop, skus[0]!)))
  const kept = tokens.pop()!
  await shop.sql`update carts set changed_on = current_date - 31 where token_hash is null or token_hash <> sha256(${kept}::text::bytea)`
  await until(async () => (await shop.sql`select from carts`).length === 2, { what: 'two carts left' })
  assert.equal((await cart(shop, kept)).items.length, 1)
  assert.equal((await cart(shop, buyer)).items.length, 1)
  await shop.call('POST /v1/me/withdraw', { as: buyer, body: { password: buyer.password } })
  const left = await shop.sql`
    select from cart_lines join carts on carts.id = cart_id where carts.member_id = ${buyer.member.id}`
  assert.equal(left.length, 0)
  assert.equal((await put(shop, buyer, skus[0]!)).status, 401)
})
