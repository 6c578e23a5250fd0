import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { maxJsonBytes } from '../src/index.ts'

const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('the largest JSON of a schema is as large as that of its largest value', () => {
  const schema = z.object({
    id: z.int().positive().max(999_999),
    name: z.string().max(10),
    latin: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]*$/).max(10), // prettier-ignore
    status: z.enum(['OPEN', 'CLOSED']),
    isLast: z.boolean(),
    requestId: z.uuid(),
    imageUrl: z.string().max(5).nullable(),
    version: z.literal(1),
    items: z.array(z.object({ quantity: z.int().min(0).max(99) })).max(3),
    itemIds: z.array(z.int().min(0).max(9)).max(2).default([]),
  })
  const largest: z.infer<typeof schema> = {
    id: 999_999,
    name: '\u0001'.repeat(10),
    latin: 'x'.repeat(10),
    status: 'CLOSED',
    isLast: false,
    requestId: '00000000-0000-4000-8000-000000000000',
    imageUrl: '\u0001'.repeat(5),
    version: 1,
    items: [{ quantity: 99 }, { quantity: 99 }, { quantity: 99 }],
    itemIds: [9, 9],
  }
  assert.deepEqual(schema.parse(largest), largest)
  assert.equal(maxJsonBytes(schema), size(largest))
})

const bytes = (pattern: RegExp) => maxJsonBytes(z.string().regex(pattern).max(1)) - 2

test('a character counts as the worst one that a pattern of one class allows', () => {
  assert.equal(bytes(/^[a-z]+$/), 1)
  assert.equal(bytes(/^["a-z]{0,1}$/), 2)
  assert.equal(bytes(/^[가-힣 ]*$/), 3)
  assert.equal(bytes(/^[^\p{Cc}"\\]*$/u), 3)
  assert.equal(bytes(/^[a-z]+-[a-z]+$/), 6, 'not one class')
})

const named = (schema: z.ZodType, message: RegExp) => assert.throws(() => maxJsonBytes(schema), message)

test('what has no bound is named', () => {
  named(z.object({ a: z.object({ name: z.string() }) }), /^Error: a\.name is a string without a maximum/)
  named(z.object({ list: z.array(z.boolean()) }), /^Error: list is an array without a maximum/)
  named(z.object({ list: z.array(z.object({ x: z.string() })).max(2) }), /^Error: list\[\]\.x is a string/)
  named(z.record(z.string(), z.string().max(2)), /the value is a record/)
  named(z.object({ data: z.unknown() }), /data is of no known type/)
})
