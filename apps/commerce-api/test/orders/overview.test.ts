import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdminOverview, OpenReturnPage, Return, Shipment } from '@munova/commerce-contract'
import { openTrade } from '../support/trade.ts'

const parcel = { courier: 'CJ', trackingNumber: '6543-2109-8765' }

test('an administrator sees what is open, and returns of all sellers by the time for their answer', async (t) => {
  // No job settles anything meanwhile.
  const trade = await openTrade(t, { env: { RECONCILE_MS: '86400000' } })
  const [admin, buyer] = [await trade.person('ADMIN'), await trade.person()]
  const overview = async () => (await trade.call<AdminOverview>('GET /v1/admin/overview', { as: admin })).body
  assert.deepEqual(await overview(), {
    refunds: { open: 0, overdue: 0, rejected: 0, withoutAccount: 0 },
    returns: { open: 0, overdue: 0 },
    differences: 0,
    mailsRejected: 0,
  })

  const asked: { id: number; seller: { id: number; name: string } }[] = []
  for (let index = 0; index < 3; index++) {
    const seller = await trade.person('SELLER')
    const { skuIds } = await trade.shoe(seller, [5], { price: 50_000 })
    const { id, items } = await trade.paid(buyer, [[skuIds[0]!, 1]])
    const { body } = await trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, { as: seller, body: parcel })
    await trade.call(`POST /v1/seller/shipments/${body.id}/deliver`, { as: seller })
    const request = { itemId: items[0]!.id, reason: 'WRONG_SIZE' }
    const answer = await trade.post<Return>(`/v1/orders/${id}/returns`, { as: buyer, body: request })
    asked.push({ id: answer.body.id, seller: { id: seller.member.id, name: seller.member.name } })
  }
  // The second one is late, the first one is due last.
  await trade.sql`update returns set answer_by = now() - interval '1 day' where id = ${asked[1]!.id}`
  await trade.sql`update returns set answer_by = now() + interval '99 days' where id = ${asked[0]!.id}`
  const list = async (query: string) =>
    (await trade.call<OpenReturnPage>(`GET /v1/admin/returns${query}`, { as: admin })).body
  const first = await list('?limit=2')
  const second = await list(`?limit=2&cursor=${first.nextCursor}`)
  const listed = [...first.items, ...second.items].map(({ id, seller }) => ({ id, seller }))
  assert.deepEqual(listed, [asked[1], asked[2], asked[0]])
  assert.equal(second.nextCursor, null)
  await trade.sql`
    insert into payment_differences (kind, payment_key, amount)
    values ('UNKNOWN_PAYMENT', 'a', 1), ('NOT_AT_GATEWAY', 'b', 1)`
  const { returns, differences } = await overview()
  assert.deepEqual([returns, differences], [{ open: 3, overdue: 1 }, 2])

  await trade.post(`/v1/admin/returns/${asked[1]!.id}/reject`, { as: admin, body: { answer: '사용 흔적' } })
  assert.deepEqual((await list('')).items.map(({ id }) => id), [asked[2]!.id, asked[0]!.id]) // prettier-ignore
  assert.deepEqual((await overview()).returns, { open: 2, overdue: 0 })
})
