import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoOrder } from '../src/index.ts'
import { openDemo } from './support/open-demo.ts'

test('an order of the demo shop is placed, paid, shipped, delivered and partly returned', async (t) => {
  const { shopUrl, tossUrl } = await openDemo(t)
  const lines: string[] = []
  const order = await demoOrder({
    commerceUrl: shopUrl,
    tossUrl,
    print: (line) => lines.push(line),
  })
  assert.deepEqual(
    order.items.map(({ quantity, status }) => [quantity, status]),
    [
      [1, 'RETURNED'],
      [2, 'DELIVERED'],
    ],
  )
  assert.equal(order.refunded * 3, order.paid)
  assert.match(lines.join('\n'), /placed.*paid.*shipped.*delivered.*return.*refunded/s)
})
