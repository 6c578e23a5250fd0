import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { seeded } from '@munova/testing'
import { campaign, crowdedShop, secondApi } from '../support/open-campaign.ts'

const REQUESTS = 20_000
const COUPONS = 1_000
const MEMBERS = 14_000
const AT_ONCE = 256

interface Answer {
  status: number
  code: string | undefined
}

test('20,000 requests for 1,000 coupons, 30 % of them repeated: exactly 1,000 are issued, one per member', async (t) => {
  const { shop, admin, crowd } = await crowdedShop(t, MEMBERS)
  const { id } = await campaign(shop, admin, { quantity: COUPONS })
  const random = seeded(t)
  const askers = [...crowd, ...Array.from({ length: REQUESTS - MEMBERS }, () => crowd[random(MEMBERS)]!)]
  // In random order.
  const line = askers
    .map((asker) => ({ asker, place: random(2 ** 31) }))
    .toSorted((a, b) => a.place - b.place)

  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  t.after(() => agent.destroy())
  const url = new URL(`/v1/coupons/campaigns/${id}/issue`, shop.url)
  const tally = new Map<string, number>()
  const winners: number[] = []
  const ask = async () => {
    for (let next = line.pop(); next; next = line.pop()) {
      const { status, code } = await post(url, next.asker.token, agent)
      const outcome = status === 201 ? 'ISSUED' : `${status} ${code}`
      if (status === 201) winners.push(next.asker.id)
      tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask))

  assert.equal(winners.length, COUPONS)
  assert.equal(new Set(winners).size, COUPONS)
  assert.deepEqual([...tally.keys()].toSorted(), [
    '409 COUPON_ALREADY_ISSUED',
    '409 COUPON_SOLD_OUT',
    'ISSUED',
  ])
  assert.equal([...tally.values()].reduce((left, right) => left + right), REQUESTS) // prettier-ignore
  const stored = await shop.sql<{ memberId: number }[]>`
    select member_id as "memberId" from member_coupons where campaign_id = ${id}`
  assert.deepEqual(sorted(stored.map(({ memberId }) => memberId)), sorted(winners))
  const [counted] = await shop.sql`select issued, quantity from coupon_campaigns where id = ${id}`
  assert.deepEqual(counted, { issued: COUPONS, quantity: COUPONS })
})

test('two processes that issue coupons of one campaign issue no more than its quantity, and none twice', async (t) => {
  const { shop, admin, crowd, keysFile } = await crowdedShop(t, 300, { COUPON_ISSUE_BATCH: '7' })
  const { id } = await campaign(shop, admin, { quantity: 100 })
  const other = await secondApi(t, shop, keysFile)
  const path = `/v1/coupons/campaigns/${id}/issue`
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  t.after(() => agent.destroy())
  const answers = await Promise.all(
    crowd.flatMap(({ token }) => [shop.url, other].map((url) => post(new URL(path, url), token, agent))),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 100)
  assert.deepEqual(
    answers.filter(({ status }) => status !== 201 && status !== 409),
    [],
  )
  const [stored] = await shop.sql`select count(*), count(distinct member_id) as members from member_coupons`
  assert.deepEqual(stored, { count: 100, members: 100 })
})

function post(url: URL, token: string, agent: Agent): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const outgoing = request(url, { method: 'POST', agent, headers: { authorization: `Bearer ${token}` } })
  outgoing.once('error', reject)
  outgoing.once('response', (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.once('end', () => {
      const { code } = JSON.parse(text) as { code?: string }
      resolve({ status: response.statusCode ?? 0, code })
    })
  })
  outgoing.end()
  return promise
}

function sorted(ids: readonly number[]): number[] {
  return ids.toSorted((a, b) => a - b)
}
