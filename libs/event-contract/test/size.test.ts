import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxJsonBytes } from '@munova/testing'
import type { z } from 'zod'
import {
  ChatEvent,
  CommerceEvent,
  CouponIssued,
  maxLineImageBytes,
  OrderPlaced,
  ProjectionSnapshot,
  TradeEvent,
} from '../src/index.ts'

/** `maxMessageBytes` of libs/broker. */
const BROKER_LIMIT = 256 * 1024

const published = [...CommerceEvent.options, ...TradeEvent.options, ...ChatEvent.options, CouponIssued]
/** Cut by the size of its JSON where it is published, because 500 products with long names and URLs do not fit. */
const bounded = published.filter((schema) => schema !== ProjectionSnapshot)

test('the largest event of each type fits into a message of the broker', (t) => {
  for (const schema of bounded) {
    const bytes = maxJsonBytes(schema)
    const type = schema.shape.type.value
    t.diagnostic(`${type}: ${bytes} bytes at most`)
    assert.ok(bytes <= BROKER_LIMIT, `${type}: ${bytes} bytes`)
  }
})

test('everything in a part of a snapshot has a bound', () => {
  assert.ok(maxJsonBytes(ProjectionSnapshot) > 0)
})

function placed(imageUrl: string | null): z.input<typeof OrderPlaced> {
  const line = { id: 1, productId: 2, sellerId: 3, name: '러닝화', imageUrl, quantity: 1 }
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    type: 'order.placed',
    version: 1,
    occurredAt: '2026-11-23T05:00:00.000Z',
    key: 'order:7',
    data: {
      id: 7,
      number: '261123-7K3M9Q2X4T',
      memberId: 4,
      status: 'PENDING',
      revision: 1,
      total: 89_000,
      items: [line],
    },
  }
}

const imageUrlOf = (url: string) => OrderPlaced.parse(placed(url)).data.items[0]?.imageUrl

test('an event of an order with a long image URL is valid, and the URL is left out', () => {
  const short = `/${'a'.repeat(maxLineImageBytes - 3)}`
  assert.equal(imageUrlOf(short), short)
  assert.equal(imageUrlOf(`${short}a`), null)
  assert.equal(imageUrlOf(`/${'한'.repeat(341)}`), null, '1,024 bytes of UTF-8 and two quotes')
  assert.equal(imageUrlOf(`/${'a'.repeat(2_047)}`), null)
})
