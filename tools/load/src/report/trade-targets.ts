import { amounts, type Size } from './parameters.ts'
import type { Results } from './results.ts'
import type { Target } from './targets.ts'
import { atLeast, atMost, both } from './verdict.ts'
import { show, withUnit } from './format.ts'

const ids = ['trade']

/** Targets of the shop, with commerce-api on one core and everything else on the other. */
export function tradeTargets(size: Size): Target[] {
  const { buyers, pairs } = amounts[size].trade
  return [
    {
      what: 'a guest adds an item to a new cart',
      others: 'Vendure 58–67/s, Medusa 8–11/s',
      target: '≥ 1,500/s',
      ids,
      figure: (results) => `${show(of(results, 'cart.perSecond'))}/s, p99 ${ms(results, 'cart.p99')}`,
      isReached: (results) => atLeast(of(results, 'cart.perSecond'), 1_500),
    },
    {
      what: 'whole checkouts until PAID, gateway latency 20 ms',
      others: 'Vendure 16–19/s, Medusa 2/s',
      target: '≥ 200 orders/s, p99 ≤ 400 ms',
      ids,
      figure: (results) => `${show(of(results, 'checkout.perSecond'))}/s, p99 ${ms(results, 'checkout.p99')}`,
      isReached: (results) =>
        both(atLeast(of(results, 'checkout.perSecond'), 200), atMost(of(results, 'checkout.p99'), 400)),
    },
    {
      what: `drop of ${show(pairs)} pairs, ${show(buyers)} buyers`,
      others: '–',
      target: 'none oversold, OUT_OF_STOCK p99 ≤ 2 s',
      ids,
      figure: (results) =>
        `${show(of(results, 'drop.sold'))} sold, OUT_OF_STOCK p99 ${ms(results, 'drop.lost.p99')}; ` +
        `product list during it p99 ${ms(results, 'drop.list.p99')}`,
      isReached: (results) => atMost(of(results, 'drop.lost.p99'), 2_000),
    },
    {
      what: 'decisions about the coupons of one campaign',
      others: '–',
      target: '≥ 2,000/s',
      ids,
      figure: (results) =>
        `${show(of(results, 'coupons.perSecond'))}/s, when sold out ${show(of(results, 'coupons.late.perSecond'))}/s`,
      isReached: (results) => atLeast(of(results, 'coupons.perSecond'), 2_000),
    },
    {
      what: 'outbox row to consumer, 500 events/s',
      others: '–',
      target: 'none lost, p99 ≤ 200 ms',
      ids,
      figure: (results) =>
        `${show(of(results, 'outbox.perSecond'))}/s, ${show(of(results, 'outbox.lost'))} lost, ` +
        `p50 ${ms(results, 'outbox.p50')}, p99 ${ms(results, 'outbox.p99')}`,
      isReached: (results) =>
        both(atLeast(of(results, 'outbox.perSecond'), 495), atMost(of(results, 'outbox.p99'), 200)),
    },
  ]
}

function of(results: Results, key: string): number | undefined {
  return results.figure('trade', key)
}

function ms(results: Results, key: string): string {
  return withUnit(of(results, key), 'ms', 1)
}
