import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { logLines, runProgram } from '@munova/testing'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Nothing listens there: the program ends once its settings are read.
const NO_DATABASE = 'postgres://127.0.0.1:1/none'

const run = (env: Record<string, string>) => runProgram(main, env)

test('wrong settings are explained in log lines, one for each, without a stack', async () => {
  const { code, stdout, stderr } = await run({ PORT: 'x', OUTBOX_BATCH: '0' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.deepEqual(
    logLines(stderr).map(({ name, msg, setting }) => [name, msg, setting]),
    ['PORT', 'DATABASE_URL', 'OUTBOX_BATCH'].map((setting) => ['commerce-api', 'wrong setting', setting]),
  )
})

test('a lease that ends before the longest request does is rejected', async () => {
  const longest = {
    NODE_ENV: 'development',
    TOSS_SECRET_KEY: 'test_sk_none',
    REFUND_ACCOUNT_KEYS: `test:${Buffer.alloc(32, 'test').toString('base64')}`,
    TOSS_TIMEOUT_MS: '1000',
    TOSS_ATTEMPTS: '2',
    TOSS_RETRY_MS: '400',
    STATEMENT_TIMEOUT_MS: '5000',
  }
  const { code, stderr } = await run({ DATABASE_URL: NO_DATABASE, ...longest, IDEMPOTENCY_LEASE_MS: '17500' })
  assert.equal(code, 1)
  assert.match(stderr, /IDEMPOTENCY_LEASE_MS: must be above 17500/)
})

test('a variable that is almost a setting is warned of, without its value', async () => {
  const { code, stdout } = await run({ DATABASE_URL: NO_DATABASE, OUTBOX_BATCHES: 'hunter2' })
  assert.equal(code, 1)
  const warnings = logLines(stdout).filter(({ msg }) => String(msg).startsWith('unknown setting'))
  assert.deepEqual(
    warnings.map(({ variable, nearest }) => [variable, nearest]),
    [['OUTBOX_BATCHES', 'OUTBOX_BATCH']],
  )
  assert.ok(!stdout.includes('hunter2'))
})
