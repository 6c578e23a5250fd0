import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productionProblems } from '../../src/index.ts'

const rules = { required: ['ORIGINS'], forbidden: ['DEMO'], credentials: ['DATABASE_URL'] }
const good = { ORIGINS: 'https://shop.example', DATABASE_URL: 'postgres://shop:kG4nM2@db/shop' }
const settings = (environment: Record<string, string>) =>
  productionProblems({ ...good, ...environment }, rules).map(({ setting }) => setting)

test('a production has its own settings, none of development, and passwords of its own', () => {
  assert.deepEqual(settings({}), [])
  assert.deepEqual(settings({ ORIGINS: ' ' }), ['ORIGINS'])
  assert.deepEqual(settings({ DEMO: 'yes' }), ['DEMO'])
  for (const user of ['postgres:postgres', 'shop:shop', 'shop:password', 'shop', 'shop:'])
    assert.deepEqual(settings({ DATABASE_URL: `postgres://${user}@db/shop` }), ['DATABASE_URL'], user)
  // Which no other machine reaches.
  for (const host of ['127.0.0.1:5432', '[::1]', 'localhost'])
    assert.deepEqual(settings({ DATABASE_URL: `postgres://postgres@${host}/shop` }), [])
  assert.equal(productionProblems({}, rules).length, 1)
})
