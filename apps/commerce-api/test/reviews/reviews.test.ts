import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type {
  AdminReviewPage,
  FitAdvice,
  MyReview,
  MyReviewPage,
  ProductDetail,
  Review,
  ReviewPage,
  SellerReviewPage,
} from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'

/** A shop with a product, and people who buy a pair of it and may review it. */
async function openReviews(t: TestContext, env: Record<string, string> = {}) {
  const trade = await openTrade(t, { env })
  const [seller, admin] = [await trade.person('SELLER'), await trade.person('ADMIN')]
  const shoe = await trade.shoe(seller, [50, 50])
  const path = `/v1/products/${shoe.id}`
  return {
    trade,
    seller,
    admin,
    shoe,
    figures: async () => (await trade.call<ProductDetail>(`GET ${path}`)).body.reviews,
    list: async (query = '', as?: Person) =>
      (await trade.call<ReviewPage>(`GET ${path}/reviews?${query}`, { as })).body,
    fit: async (length: number) =>
      (await trade.call<FitAdvice>(`GET ${path}/fit?footLengthMm=${length}`)).body,
  }
}

/** Pairs of a SKU that the buyer has received; resolves to the order and its item. */
async function receive(trade: Trade, seller: Person, buyer: Person, [skuId, pairs]: [number, number]) {
  const order = await trade.paid(buyer, [[skuId, pairs]])
  const parcel = { courier: 'CJ', trackingNumber: '123456789012' }
  await trade.post(`/v1/seller/orders/${order.id}/ship`, { as: seller, body: parcel })
  const { shipments, items } = await trade.read(buyer, order.id)
  await trade.post(`/v1/seller/shipments/${shipments[0]!.id}/deliver`, { as: seller })
  return { orderId: order.id, itemId: items[0]!.id }
}

async function confirmed(trade: Trade, seller: Person, buyer: Person, skuId: number) {
  const bought = await receive(trade, seller, buyer, [skuId, 1])
  await trade.post(`/v1/orders/${bought.orderId}/confirm`, { as: buyer })
  return bought
}

const write = (trade: Trade, as: Person, itemId: number, more: object = {}) =>
  trade.call<MyReview & { code?: string }>('POST /v1/me/reviews', {
    as,
    body: { itemId, rating: 5, text: '가볍고 편해요.', ...more },
  })

test('a confirmed item has one review, however often it is written at the same time', async (t) => {
  const { trade, seller, shoe, figures } = await openReviews(t)
  const [buyer, other] = [await trade.person(), await trade.person()]
  const bought = await receive(trade, seller, buyer, [shoe.skuIds[0]!, 2])
  const reviewable = async (as: Person, query = `?order=${bought.orderId}`) =>
    (await trade.call<MyReviewPage>(`GET /v1/me/reviews${query}`, { as })).body.reviewable
  assert.deepEqual(await reviewable(buyer), [])
  assert.equal((await write(trade, buyer, bought.itemId)).body.code, 'PURCHASE_NOT_CONFIRMED')
  await trade.post(`/v1/orders/${bought.orderId}/confirm`, { as: buyer })
  assert.deepEqual(await reviewable(buyer), [bought.itemId])
  assert.deepEqual([await reviewable(other), await reviewable(buyer, '')], [[], null])
  assert.equal((await write(trade, other, bought.itemId)).body.code, 'ITEM_NOT_FOUND')
  const tries = await Promise.all(Array.from({ length: 4 }, () => write(trade, buyer, bought.itemId)))
  assert.deepEqual(
    tries.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409],
  )
  // A part of the pairs goes back: the item is divided, and the rest is of the same line.
  const body = { itemId: bought.itemId, quantity: 1, reason: 'CHANGE_OF_MIND' }
  await trade.post(`/v1/orders/${bought.orderId}/returns`, { as: buyer, body })
  const rest = (await trade.read(buyer, bought.orderId)).items.find(({ id }) => id !== bought.itemId)
  assert.equal((await write(trade, buyer, rest!.id)).body.code, 'REVIEW_EXISTS')
  assert.deepEqual(await reviewable(buyer), [])
  assert.deepEqual(await figures(), {
    reviews: 1,
    average: 5,
    ratings: [0, 0, 0, 0, 1],
    fits: [0, 0, 0, 0, 0],
  })
})

test('an author edits and deletes a review, and nobody else does', async (t) => {
  const { trade, seller, shoe, figures, list } = await openReviews(t)
  const [buyer, other] = [await trade.person(), await trade.person()]
  const { orderId, itemId } = await confirmed(trade, seller, buyer, shoe.skuIds[0]!)
  // Text is stored in NFC, and says something.
  const { body: made } = await write(trade, buyer, itemId, { text: '편해요'.normalize('NFD'), fit: -1 })
  assert.equal(made.text, '편해요'.normalize('NFC'))
  const entry = { rating: 2, text: '작아졌어요.', footLengthMm: 262, footWidth: 'WIDE' }
  const path = `/v1/me/reviews/${made.id}`
  assert.equal((await trade.call(`PUT ${path}`, { as: buyer, body: { ...entry, text: ' \n' } })).status, 400)
  for (const request of [`PUT ${path}`, `DELETE ${path}`, `GET ${path}`] as const)
    assert.equal((await trade.call(request, { as: other, ...(request[0] === 'P' && { body: entry }) })).status, 404) // prettier-ignore
  const edited = await trade.call<MyReview>(`PUT ${path}`, { as: buyer, body: entry })
  assert.partialDeepStrictEqual(edited.body, { ...entry, fit: null, colorName: '블랙', sizeMm: 220 })
  assert.ok(edited.body.editedAt)
  const { body: mine } = await trade.call<MyReviewPage>(`GET /v1/me/reviews?order=${orderId}`, { as: buyer })
  assert.deepEqual(mine.items, [edited.body])
  const [shown] = (await list('', buyer)).items
  assert.partialDeepStrictEqual(shown, { isMine: true, author: `${buyer.member.name[0]}**` })
  for (const _ of [1, 2]) assert.equal((await trade.call(`DELETE ${path}`, { as: buyer })).status, 204)
  assert.deepEqual((await list()).items, [])
  assert.equal((await figures()).reviews, 0)
  assert.equal((await write(trade, buyer, itemId)).body.code, 'REVIEW_EXISTS')
  const { body: left } = await trade.call<MyReviewPage>(`GET /v1/me/reviews?order=${orderId}`, { as: buyer })
  assert.deepEqual([left.items, left.reviewable], [[], []])
  const [row] = await trade.sql`select text, foot_length_mm from reviews where id = ${made.id}`
  assert.deepEqual({ ...row }, { text: '', foot_length_mm: null })
})

test('a list has every review once in each order, and marks count once per member', async (t) => {
  const { trade, seller, shoe, figures, list } = await openReviews(t)
  const made: MyReview[] = []
  for (const [rating, fit] of [
    [5, 0],
    [1, -2],
    [3, 0],
    [5, 2],
  ] as const) {
    // prettier-ignore
    const buyer = await trade.person()
    const { itemId } = await confirmed(trade, seller, buyer, shoe.skuIds[0]!)
    made.push((await write(trade, buyer, itemId, { rating, fit })).body)
  }
  assert.deepEqual(await figures(), {
    reviews: 4,
    average: 3.5,
    ratings: [1, 0, 1, 0, 2],
    fits: [1, 0, 2, 0, 1],
  })
  const ids = made.map(({ id }) => id)
  const [one, two] = await trade.crowd(2)
  const mark = (method: 'PUT' | 'DELETE', as: Person, id: number) =>
    trade.call<{ code?: string }>(`${method} /v1/reviews/${id}/helpful`, { as })
  await Promise.all([one!, one!, two!].map((as) => mark('PUT', as, ids[2]!)))
  await mark('PUT', one!, ids[1]!)
  await mark('PUT', two!, ids[1]!)
  await Promise.all([mark('DELETE', two!, ids[1]!), mark('DELETE', two!, ids[1]!)])
  const walk = async (sort: string) => {
    const seen: Review[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: ReviewPage = await list(`sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`, one)
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    return seen
  }
  const order = async (sort: string) => (await walk(sort)).map(({ id }) => ids.indexOf(id))
  assert.deepEqual(await order('newest'), [3, 2, 1, 0])
  assert.deepEqual(await order('helpful'), [2, 1, 3, 0])
  assert.deepEqual(await order('ratingDesc'), [3, 0, 2, 1])
  assert.deepEqual(await order('ratingAsc'), [1, 2, 0, 3])
  const marks = (await walk('helpful')).map(({ helpful, isHelpful }) => [helpful, isHelpful])
  assert.deepEqual(marks, [[2, true], [1, true], [0, false], [0, false]]) // prettier-ignore
  const { nextCursor } = await list('sort=newest&limit=1')
  const foreign = await trade.call<{ code?: string }>(
    `GET /v1/products/${shoe.id}/reviews?sort=helpful&cursor=${nextCursor}`,
  )
  assert.equal(foreign.body.code, 'CURSOR_INVALID')
})

test('a seller answers reviews of own products, and changes the answer', async (t) => {
  const { trade, seller, shoe, list } = await openReviews(t)
  const [buyer, otherSeller] = [await trade.person(), await trade.person('SELLER')]
  const { itemId } = await confirmed(trade, seller, buyer, shoe.skuIds[0]!)
  const { id } = (await write(trade, buyer, itemId)).body
  const answer = (as: Person, text: string) =>
    trade.call<{ code?: string }>(`PUT /v1/seller/reviews/${id}/answer`, { as, body: { text } })
  const toAnswer = async () =>
    (await trade.call<SellerReviewPage>('GET /v1/seller/reviews?answered=false', { as: seller })).body.items
  assert.deepEqual((await toAnswer()).map((review) => review.id), [id]) // prettier-ignore
  assert.equal((await answer(otherSeller, '남의 후기')).body.code, 'REVIEW_NOT_FOUND')
  for (const text of ['고맙습니다.', '고맙습니다.', '늘 고맙습니다.'])
    assert.equal((await answer(seller, text)).status, 200)
  assert.deepEqual(await toAnswer(), [])
  assert.equal((await list()).items[0]?.answer?.text, '늘 고맙습니다.')
  const entries = await trade.sql`select from audit_log where action = 'review.answer'`
  assert.equal(entries.length, 2)
})

test('a reported review is hidden, its author learns why, and it is shown again', async (t) => {
  const { trade, seller, admin, shoe, figures, list } = await openReviews(t)
  const buyer = await trade.person()
  const { itemId } = await confirmed(trade, seller, buyer, shoe.skuIds[0]!)
  const { id } = (await write(trade, buyer, itemId)).body
  const report = (as: Person, reason: string, note = '') =>
    trade.call<{ code?: string }>(`PUT /v1/reviews/${id}/report`, { as, body: { reason, note } })
  const reported = async (state = 'REPORTED') =>
    (await trade.call<AdminReviewPage>(`GET /v1/admin/reviews?state=${state}`, { as: admin })).body.items
  const act = (what: 'hide' | 'show') =>
    trade.call(`POST /v1/admin/reviews/${id}/${what}`, {
      as: admin,
      ...(what === 'hide' && { body: { reason: '광고' } }),
    })
  assert.equal((await report(buyer, 'ABUSE')).body.code, 'OWN_REVIEW')
  const [one, two] = await trade.crowd(2)
  await Promise.all([report(one!, 'ADVERTISING', '링크'), report(one!, 'OTHER'), report(two!, 'ADVERTISING')])
  const [waiting] = await reported()
  assert.equal(waiting?.id, id)
  assert.equal(waiting.reports.reduce((sum, { reports }) => sum + reports, 0), 2) // prettier-ignore
  for (const _ of [1, 2]) assert.equal((await act('hide')).status, 204)
  assert.deepEqual([await reported(), (await list()).items, (await figures()).reviews], [[], [], 0])
  assert.deepEqual((await reported('HIDDEN')).map((review) => review.id), [id]) // prettier-ignore
  assert.equal((await report(two!, 'ABUSE')).body.code, 'REVIEW_NOT_FOUND')
  // Editing does not show it.
  const body = { rating: 5, text: '광고가 아니에요.' }
  const { body: mine } = await trade.call<MyReview>(`PUT /v1/me/reviews/${id}`, { as: buyer, body })
  assert.partialDeepStrictEqual(mine, { status: 'HIDDEN', hiddenReason: '광고' })
  assert.deepEqual((await list()).items, [])
  await act('show')
  await act('show')
  assert.equal((await list()).items[0]?.text, body.text)
  // Who has reported it before does not bring it back to the administrators.
  await report(two!, 'ABUSE')
  assert.deepEqual(await reported(), [])
  const entries = await trade.sql`
    select action from audit_log where thing = 'review' and thing_id = ${id} order by id`
  assert.deepEqual(entries.map(({ action }) => action), ['review.hide', 'review.show']) // prettier-ignore
})

test('sizes are advised from what people with the same feet kept and sent back, and not from too few', async (t) => {
  const { trade, seller, shoe, fit } = await openReviews(t, { FIT_ADVICE_LEAST: '3' })
  const [small, large] = shoe.skuIds
  const feet = { footLengthMm: 221 }
  for (const _ of [1, 2]) {
    const buyer = await trade.person()
    const { itemId } = await confirmed(trade, seller, buyer, large!)
    await write(trade, buyer, itemId, feet)
  }
  assert.deepEqual(await fit(221), { ofProduct: null, ofBrand: null })
  // A buyer who is known to have such feet sends the smaller size back.
  const third = await trade.person()
  const kept = await confirmed(trade, seller, third, large!)
  await write(trade, third, kept.itemId, feet)
  const sent = await receive(trade, seller, third, [small!, 1])
  const body = { itemId: sent.itemId, reason: 'WRONG_SIZE' }
  await trade.post(`/v1/orders/${sent.orderId}/returns`, { as: third, body })
  const outcome = {
    pairs: 4,
    sizes: [
      { sizeMm: 220, kept: 0, returned: 1 },
      { sizeMm: 225, kept: 3, returned: 0 },
    ],
  }
  assert.deepEqual(await fit(221), { ofProduct: outcome, ofBrand: outcome })
  assert.deepEqual(await fit(222), { ofProduct: null, ofBrand: null })
})
