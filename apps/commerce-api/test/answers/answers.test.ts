import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import type { ProductDetail, SellerSummary } from '@munova/commerce-contract'
import { publishEvent, until } from '@munova/testing'
import { openTrade } from '../support/trade.ts'

async function sellerWithShoe(t: TestContext) {
  const trade = await openTrade(t)
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const shoe = await trade.shoe(seller, [5])
  const inquiry = {
    roomId: 5,
    buyerId: buyer.member.id,
    buyerName: '민지',
    sellerId: seller.member.id,
    productId: shoe.id,
    productName: shoe.name,
    seq: 2,
  }
  const counted = async () => {
    const [row] = await trade.sql<[{ answers: number }]>`
      select coalesce(sum(answers), 0)::int as answers from seller_answers where seller_id = ${seller.member.id}`
    return row.answers
  }
  return {
    trade,
    seller,
    counted,
    answer: (waitedSeconds: number | undefined, id: string = randomUUID()) =>
      publishEvent(trade.broker, 'inquiry.answered', { ...inquiry, waitedSeconds }, { id }),
    reaches: (answers: number) =>
      until(async () => (await counted()) === answers, { what: `${answers} answers` }),
    usual: async () =>
      (await trade.call<ProductDetail>(`GET /v1/products/${shoe.id}`)).body.seller.usualAnswerMinutes,
  }
}

test('the page of a product says how soon its seller usually answers, from ten answers on', async (t) => {
  const { trade, seller, answer, reaches, usual } = await sellerWithShoe(t)
  for (const waited of [20, 30, 200, 290, 400, 500, 900, 5_000, 90_000]) await answer(waited)
  await reaches(9)
  assert.equal(await usual(), null)
  await answer(1_000_000)
  await reaches(10)
  // Four within 5 minutes, six within 10: half of the ten.
  assert.equal(await usual(), 10)
  const { body } = await trade.call<SellerSummary>('GET /v1/seller/summary', { as: seller })
  assert.equal(body.usualAnswerMinutes, 10)
  const today = body.days.at(-1)!
  assert.deepEqual([today.answers, today.usualAnswerMinutes], [10, 10])
  assert.deepEqual(body.days.at(-2)?.answers, 0)

  await trade.sql`update seller_answers set day = day - 30`
  assert.equal(await usual(), null, 'answers of before are not usual')
})

test('a repeated event counts once, one without a time not at all, and old days go with the next answer', async (t) => {
  const { trade, answer, reaches, counted, usual } = await sellerWithShoe(t)
  const id = randomUUID()
  await answer(60, id)
  await answer(60, id)
  await answer(undefined)
  await answer(60)
  await reaches(2)
  await trade.sql`update seller_answers set day = day - 61`
  await answer(3_000_000)
  await reaches(1)
  for (let n = 0; n < 9; n++) await answer(3_000_000)
  await reaches(10)
  assert.equal(await counted(), 10)
  assert.equal(await usual(), null, 'above two days there is nothing to say')
})
