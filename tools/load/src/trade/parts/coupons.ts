import type { CouponCampaign } from '@munova/commerce-contract'
import { Latency, summarize } from '../../clients/statistics/latency.ts'
import { count, type Tally } from '../../clients/statistics/tally.ts'
import { bodyOf, codeOf } from '../requester.ts'
import { type CpuUsage, cpuFigures, cpuNotes, measureCpu } from '../cpu-usage.ts'
import { forEachConcurrently } from '../for-each-concurrently.ts'
import { rateFigure, timeFigures } from '../trade-figures.ts'
import { createMembers, type Member, signFor } from '../members.ts'
import { type Part, settle, type TradeContext } from '../context.ts'

const HOUR_MS = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
/** Every tenth member sends its request twice. */
const DUPLICATE_EVERY = 10
/** Coupons issued before the measurement, so that the tables have statistics. */
const ISSUED_BEFORE = 1_000

interface BurstResult {
  decisions: number
  perSecond: number
  latency: Latency
  outcomes: Tally
  cpu: CpuUsage
}

/**
 * As many members as one campaign has coupons view it and request one each; then they and as many others request one
 * when all are issued.
 */
export const coupons: Part = async (context) => {
  const { shop, values } = context
  const { coupons: quantity, late } = values
  const members = await createMembers(shop, 2 * quantity)
  const firstHalf = members.slice(0, quantity)
  await shop.sql`update members set role = 'ADMIN' where id = ${members[0]!.memberId}`
  const administrator = await signFor(shop.keys, members[0]!.memberId, 'ADMIN')
  const earlier = await openCampaign(context, administrator, ISSUED_BEFORE)
  const id = await openCampaign(context, administrator, quantity)
  await viewCampaigns(context, firstHalf)
  await requestCoupons(context, earlier, firstHalf.slice(0, ISSUED_BEFORE))
  await settle(context)
  await shop.sql`analyze`
  const first = await requestCoupons(context, id, withDuplicates(firstHalf))
  const latecomers = Array.from({ length: late }, (_, index) => members[index % members.length]!)
  const after = await requestCoupons(context, id, latecomers)

  const [stored] = await shop.sql<[{ coupons: number; members: number; issued: number }]>`
    select count(*) as coupons, count(distinct member_id) as members,
      (select issued from coupon_campaigns where id = ${id}) as issued
    from member_coupons where campaign_id = ${id}`
  const confirmed = (first.outcomes['ISSUED'] ?? 0) + (after.outcomes['ISSUED'] ?? 0)
  const unexpected = [first, after].flatMap(({ outcomes }) =>
    Object.entries(outcomes).filter(([outcome]) => !expected.has(outcome)),
  )
  const problems = [
    ...Object.entries({ ...stored, confirmed }).flatMap(([what, number]) =>
      number === quantity ? [] : [`${number} ${what} for ${quantity} coupons`],
    ),
    ...unexpected.map(([outcome, times]) => `${times} requests got ${outcome}`),
  ]
  return {
    figures: [
      ...figuresOf('coupons', 'coupons', first),
      ...figuresOf('coupons.late', 'coupons, sold out', after),
    ],
    problems: problems.map((problem) => `coupons: ${problem}`),
    notes: [...cpuNotes('coupons', first.cpu), ...cpuNotes('coupons, sold out', after.cpu)],
  }
}

const expected = new Set(['ISSUED', 'COUPON_ALREADY_ISSUED', 'COUPON_SOLD_OUT'])

function withDuplicates(members: readonly Member[]): Member[] {
  return members.flatMap((member, index) => (index % DUPLICATE_EVERY === 0 ? [member, member] : [member]))
}

async function openCampaign({ requester }: TradeContext, token: string, quantity: number): Promise<number> {
  const body = {
    name: '첫 구매 쿠폰',
    discount: { type: 'FIXED', amount: 5_000 },
    quantity,
    startsAt: inHours(-1),
    endsAt: inHours(24),
    validUntil: inHours(48),
  }
  const response = await requester.send({ method: 'POST', path: '/v1/admin/coupon-campaigns', token, body })
  return (bodyOf(response, 201) as CouponCampaign).id
}

/** Members view a campaign before they request its coupon, so the API has verified their tokens and is warm. */
async function viewCampaigns({ requester, values }: TradeContext, requesting: Member[]): Promise<void> {
  await forEachConcurrently(requesting, values.connections, async ({ token }) => {
    bodyOf(await requester.send({ method: 'GET', path: '/v1/coupons/campaigns', token }), 200)
  })
}

async function requestCoupons(
  { shop, requester, values }: TradeContext,
  campaign: number,
  requesting: Member[],
): Promise<BurstResult> {
  const path = `/v1/coupons/campaigns/${campaign}/issue`
  const [latency, outcomes] = [new Latency(), {} as Tally]
  const stop = measureCpu(shop)
  const at = performance.now()
  await forEachConcurrently(requesting, values.connections, async ({ token }) => {
    const response = await requester.send({ method: 'POST', path, token })
    latency.record(response.ms)
    count(outcomes, response.status === 201 ? 'ISSUED' : codeOf(response.text))
  })
  const seconds = (performance.now() - at) / 1_000
  return {
    decisions: requesting.length,
    perSecond: requesting.length / seconds,
    latency,
    outcomes,
    cpu: stop(),
  }
}

function figuresOf(key: string, label: string, { decisions, perSecond, latency, cpu }: BurstResult) {
  return [
    rateFigure(`${key}.perSecond`, `${label}: decisions`, perSecond),
    ...timeFigures(key, label, summarize([latency.encode()])),
    ...cpuFigures(key, label, { cpu, count: decisions }),
  ]
}
