import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lab } from './lab.ts'

test('trade: carts, checkouts, a drop, coupons and events, and every one of them is accounted for', async (t) => {
  const small = {
    seconds: 1,
    warmup: 0,
    connections: 4,
    buyers: 60,
    pairs: 7,
    crowd: 16,
    coupons: 40,
    late: 50,
  }
  const args = Object.entries({ ...small, rate: 50, latency: 5 }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  const { code, errors, report } = await lab(t, ['trade', ...args])
  assert.equal(code, 0, errors)
  const { median } = await report()
  for (const key of [
    'cart.perSecond',
    'checkout.perSecond',
    'checkout.confirm.p50',
    'drop.list.p50',
    'outbox.p99',
  ]) {
    assert.ok(median[key]! > 0, key)
  }
  assert.ok(median['checkout.p50']! >= median['checkout.confirm.p50']!)
  assert.ok(median['checkout.confirm.p50']! >= small.seconds * 5, 'the gateway takes its time')
  assert.equal(median['drop.sold'], small.pairs)
  assert.ok(median['coupons.perSecond']! > 0 && median['coupons.late.perSecond']! > 0)
  assert.ok(median['outbox.committed']! > 0)
  assert.deepEqual([median['outbox.lost'], median['outbox.doubled'], median['outbox.outOfOrder']], [0, 0, 0])
})
