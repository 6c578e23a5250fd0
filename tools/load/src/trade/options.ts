import type { Options } from '../scenario/scenario.ts'

export const partNames = ['cart', 'checkout', 'drop', 'coupons', 'outbox'] as const
export type PartName = (typeof partNames)[number]

export const tradeOptions = {
  part: { what: 'parts to measure, one after the other', fallback: 'all', list: partNames },
  connections: {
    what: 'concurrent connections, each waiting for its response',
    fallback: 32,
    least: 1,
    most: 1_000,
  },
  seconds: { what: 'measured seconds of cart, checkout, outbox', fallback: 12, least: 1, most: 3_600 },
  warmup: { what: 'warm-up seconds', fallback: 5, least: 0, most: 600 },
  latency: {
    what: 'milliseconds that the payment gateway takes for a call',
    fallback: 20,
    least: 0,
    most: 10_000,
  },
  buyers: { what: 'buyers of the drop', fallback: 10_000, least: 1, most: 100_000 },
  pairs: { what: 'pairs on sale in the drop', fallback: 100, least: 1, most: 100_000 },
  concurrency: { what: 'concurrent buyers of the drop', fallback: 256, least: 1, most: 10_000 },
  coupons: { what: 'coupons of the campaign', fallback: 10_000, least: 1, most: 1_000_000 },
  late: { what: 'requests for a coupon after all are issued', fallback: 20_000, least: 1, most: 1_000_000 },
  rate: { what: 'outbox events per second', fallback: 500, least: 1, most: 10_000 },
  pin: {
    what: '1: commerce-api alone on core 0, everything else on core 1',
    fallback: 0,
    least: 0,
    most: 1,
  },
} as const satisfies Options
