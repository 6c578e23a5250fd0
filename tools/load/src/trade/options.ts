import type { Options } from '../scenario/scenario.ts'

export const partNames = ['cart', 'checkout', 'drop', 'coupons', 'outbox'] as const
export type PartName = (typeof partNames)[number]

export const tradeOptions = {
  part: { what: 'what is measured, one after the other', fallback: 'all', list: partNames },
  connections: { what: 'at once, each waiting for its answer', fallback: 32, least: 1, most: 1_000 },
  seconds: { what: 'measured seconds of cart, checkout, outbox', fallback: 12, least: 1, most: 3_600 },
  warmup: { what: 'seconds before that', fallback: 5, least: 0, most: 600 },
  latency: { what: 'milliseconds that the payment gateway takes', fallback: 20, least: 0, most: 10_000 },
  buyers: { what: 'of the drop', fallback: 10_000, least: 1, most: 100_000 },
  pairs: { what: 'that they want', fallback: 100, least: 1, most: 100_000 },
  crowd: { what: 'buyers of the drop at once', fallback: 256, least: 1, most: 10_000 },
  coupons: { what: 'of the campaign', fallback: 10_000, least: 1, most: 1_000_000 },
  late: { what: 'requests for a coupon when there is none', fallback: 20_000, least: 1, most: 1_000_000 },
  rate: { what: 'events per second for the outbox', fallback: 500, least: 1, most: 10_000 },
  pin: {
    what: '1: commerce-api alone on core 0, everything else on core 1',
    fallback: 0,
    least: 0,
    most: 1,
  },
} as const satisfies Options
