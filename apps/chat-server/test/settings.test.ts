import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ConfigError, readConfig } from '@munova/service'
import { logLines, runProgram } from '@munova/testing'
import { ChatConfig } from '../src/index.ts'
import { requireProduction } from '../src/production.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Nothing listens there: the program ends once its settings are read.
const NO_DATABASE = 'postgres://127.0.0.1:1/none'

const check = (environment: Record<string, string>) =>
  requireProduction(readConfig(ChatConfig, environment), environment)
const run = (env: Record<string, string>) => runProgram(main, env)

test('wrong settings are explained in log lines, one for each, without a stack', async () => {
  const { code, stdout, stderr } = await run({ PORT: 'x', APPEND_LANES: '0' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.deepEqual(
    logLines(stderr).map(({ name, msg, setting }) => [name, msg, setting]),
    ['PORT', 'DATABASE_URL', 'APPEND_LANES'].map((setting) => ['chat-server', 'wrong setting', setting]),
  )
})

test('a variable that is almost a setting is warned of, without its value', async () => {
  const { code, stdout } = await run({ DATABASE_URL: NO_DATABASE, APPEND_LANE: 'hunter2' })
  assert.equal(code, 1)
  const warnings = logLines(stdout).filter(({ msg }) => String(msg).startsWith('unknown setting'))
  assert.deepEqual(
    warnings.map(({ variable, nearest }) => [variable, nearest]),
    [['APPEND_LANE', 'APPEND_LANES']],
  )
  assert.ok(!stdout.includes('hunter2'))
})

test('a process in production ends at once, with a line for each setting that is of development', async () => {
  const wrong: Record<string, string> = {
    DATABASE_URL: 'postgres://munova:munova@database/chat',
    AMQP_URL: 'amqp://guest:guest@rabbitmq',
    DEMO_ACCOUNTS: 'buyer@munova.example',
    CORS_ORIGINS: '',
    AUTH_JWKS: '',
  }
  const { code, stderr } = await run({ ...wrong, CHAT_WORKERS: '2' })
  assert.equal(code, 1)
  const named = logLines(stderr).map(({ setting }) => String(setting))
  assert.deepEqual(named.toSorted(), Object.keys(wrong).toSorted())

  const good = {
    DATABASE_URL: 'postgres://chat:kG4nM2@database/chat',
    AMQP_URL: 'amqp://chat:kG4nM2@rabbitmq',
    CORS_ORIGINS: 'https://shop.example',
    AUTH_JWKS: 'http://commerce-api:4000/.well-known/jwks.json',
  }
  check(good)
  for (const [setting, value] of Object.entries(wrong)) {
    assert.throws(
      () => check({ ...good, [setting]: value }),
      (error: ConfigError) => error.problems.length === 1 && error.problems[0]!.setting === setting,
    )
  }
  check({ ...good, CORS_ORIGINS: '', NODE_ENV: 'development' })
})
