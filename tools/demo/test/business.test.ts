import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import { openBusiness } from '../src/index.ts'
import { openDemo } from './support/open-demo.ts'

test('the demo shop is in business: no desk is empty', async (t) => {
  const { shopUrl, chatUrl, tossUrl, commerce, chat } = await openDemo(t)
  await openBusiness({ commerceUrl: shopUrl, chatUrl, tossUrl })
  const { buyer, seller } = demoAccounts
  const states = async (condition: ReturnType<typeof commerce.sql>) => {
    const rows = await commerce.sql<{ status: string }[]>`
      select distinct order_items.status from order_items join orders on orders.id = order_id
      where ${condition} order by 1`
    return rows.map(({ status }) => status)
  }
  assert.deepEqual(await states(commerce.sql`member_id = ${buyer.id}`), [
    'CONFIRMED',
    'DELIVERED',
    'PAID',
    'RETURNED',
    'SHIPPED',
  ])
  assert.ok((await states(commerce.sql`seller_id = ${seller.id}`)).includes('RETURN_REQUESTED'))
  const [counted] = await commerce.sql<[Record<string, number>]>`
    select (select count(distinct product_id) from reviews where fit is not null)::int as "reviewedShoes",
      (select count(*) from reviews where answer is not null)::int as answered,
      (select count(*) from reviews where reported_at is not null)::int as reported,
      (select count(*) from product_likes where member_id = ${buyer.id})::int as liked`
  assert.partialDeepStrictEqual(counted, { reviewedShoes: 4, answered: 3, reported: 1, liked: 4 })
  const [inquiries] = await chat.sql<[{ waiting: number; answered: number }]>`
    select count(waiting_since)::int as waiting, count(*) filter (where waiting_since is null)::int as answered
    from rooms where kind = 'INQUIRY' and owner_id = ${seller.id}`
  assert.deepEqual({ ...inquiries }, { waiting: 2, answered: 3 })
})
