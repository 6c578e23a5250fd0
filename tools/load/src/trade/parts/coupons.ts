import type { CouponCampaign } from '@munova/commerce-contract'
import { Latency, summarize } from '../../clients/statistics/latency.ts'
import { count, type Tally } from '../../clients/statistics/tally.ts'
import { bodyOf, codeOf } from '../requester.ts'
import { type Busy, coreFigures, coreNotes, watchCores } from '../cpu-usage.ts'
import { rush } from '../burst.ts'
import { rateFigure, timeFigures } from '../figures.ts'
import { makeMembers, type Member, signFor } from '../members.ts'
import { type Part, settle, type Stage } from '../environment.ts'

const HOUR_MS = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
/** One member in so many asks twice at once. */
const GREEDY = 10
/** Coupons that were given out before, so that the database knows its tables. */
const EARLIER = 1_000

interface Rush {
  decisions: number
  perSecond: number
  latency: Latency
  outcomes: Tally
  busy: Busy
}

/**
 * As many members as there are coupons of one campaign look at it, and ask for them; then all of these, and as many who
 * come straight from nowhere.
 */
export const coupons: Part = async (stage) => {
  const { shop, values } = stage
  const { coupons: quantity, late } = values
  const members = await makeMembers(shop, 2 * quantity)
  const wanting = members.slice(0, quantity)
  await shop.sql`update members set role = 'ADMIN' where id = ${members[0]!.memberId}`
  const administrator = await signFor(shop.keys, members[0]!.memberId, 'ADMIN')
  const earlier = await openCampaign(stage, administrator, EARLIER)
  const id = await openCampaign(stage, administrator, quantity)
  await look(stage, wanting)
  await askAll(stage, earlier, wanting.slice(0, EARLIER))
  await settle(stage)
  await shop.sql`analyze`
  const first = await askAll(stage, id, withRepetitions(wanting))
  const latecomers = Array.from({ length: late }, (_, index) => members[index % members.length]!)
  const after = await askAll(stage, id, latecomers)

  const [stored] = await shop.sql<[{ coupons: number; members: number; issued: number }]>`
    select count(*) as coupons, count(distinct member_id) as members,
      (select issued from coupon_campaigns where id = ${id}) as issued
    from member_coupons where campaign_id = ${id}`
  const told = (first.outcomes['ISSUED'] ?? 0) + (after.outcomes['ISSUED'] ?? 0)
  const unexpected = [first, after].flatMap(({ outcomes }) =>
    Object.entries(outcomes).filter(([outcome]) => !expected.has(outcome)),
  )
  const problems = [
    ...Object.entries({ ...stored, told }).flatMap(([what, number]) =>
      number === quantity ? [] : [`${number} ${what} for ${quantity} coupons`],
    ),
    ...unexpected.map(([outcome, times]) => `${times} were told ${outcome}`),
  ]
  return {
    figures: [
      ...figuresOf('coupons', 'coupons', first),
      ...figuresOf('coupons.late', 'coupons, all gone', after),
    ],
    problems: problems.map((problem) => `coupons: ${problem}`),
    notes: [...coreNotes('coupons', first.busy), ...coreNotes('coupons, all gone', after.busy)],
  }
}

const expected = new Set(['ISSUED', 'COUPON_ALREADY_ISSUED', 'COUPON_SOLD_OUT'])

function withRepetitions(members: readonly Member[]): Member[] {
  return members.flatMap((member, index) => (index % GREEDY === 0 ? [member, member] : [member]))
}

async function openCampaign({ asker }: Stage, token: string, quantity: number): Promise<number> {
  const body = {
    name: '첫 구매 쿠폰',
    discount: { type: 'FIXED', amount: 5_000 },
    quantity,
    startsAt: inHours(-1),
    endsAt: inHours(24),
    validUntil: inHours(48),
  }
  const answer = await asker.ask({ method: 'POST', path: '/v1/admin/coupon-campaigns', token, body })
  return (bodyOf(answer, 201) as CouponCampaign).id
}

/** Nobody asks for what they have not seen on offer; so their tokens are known by then, and the API is warm. */
async function look({ asker, values }: Stage, crowd: Member[]): Promise<void> {
  await rush(crowd, values.connections, async ({ token }) => {
    bodyOf(await asker.ask({ method: 'GET', path: '/v1/coupons/campaigns', token }), 200)
  })
}

async function askAll({ shop, asker, values }: Stage, campaign: number, crowd: Member[]): Promise<Rush> {
  const path = `/v1/coupons/campaigns/${campaign}/issue`
  const [latency, outcomes] = [new Latency(), {} as Tally]
  const stop = watchCores(shop)
  const at = performance.now()
  await rush(crowd, values.connections, async ({ token }) => {
    const answer = await asker.ask({ method: 'POST', path, token })
    latency.record(answer.waited)
    count(outcomes, answer.status === 201 ? 'ISSUED' : codeOf(answer.text))
  })
  const seconds = (performance.now() - at) / 1_000
  return {
    decisions: crowd.length,
    perSecond: crowd.length / seconds,
    latency,
    outcomes,
    busy: stop(),
  }
}

function figuresOf(key: string, label: string, { decisions, perSecond, latency, busy }: Rush) {
  return [
    rateFigure(`${key}.perSecond`, `${label}: decisions`, perSecond),
    ...timeFigures(key, label, summarize([latency.encode()])),
    ...coreFigures(key, label, { busy, count: decisions }),
  ]
}
