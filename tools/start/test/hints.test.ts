import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { root } from '../src/settings/settings.ts'
import { emptyHome, npmStart, outerEnvironment } from './support/npm-start.ts'

const run = promisify(execFile)
const shell = (command: string) =>
  run('sh', ['-c', command], { cwd: root, env: outerEnvironment(), timeout: 120_000 })

test('the commands that the start suggests work as they are printed, also when they are repeated', async (t) => {
  const home = await emptyHome(t)
  const env = { DATABASE_URL: '', AMQP_URL: '' }
  const start = npmStart(t, home, { args: ['--memory'], env })
  await start.prints(/Ctrl-C stops everything/)
  const suggested = (pattern: RegExp) => pattern.exec(start.output())![1]!
  const products = await shell(suggested(/^ {2}(curl .+)$/m))
  assert.equal((JSON.parse(products.stdout) as { items: unknown[] }).items.length, 3)

  const chat = suggested(/^ {2}(npm run chat.*?) {3}/m)
  const { stdout } = await shell(`echo 안녕하세요 | ${chat}`)
  assert.match(stdout, /안녕하세요/)

  // Each signs in the buyer, the seller and the administrator, and orders three pairs.
  const order = suggested(/^ {2}(npm run demo:order.*?) {3}/m)
  for (let repetition = 1; repetition <= 7; repetition++) {
    const demo = await shell(order)
    assert.match(demo.stdout, /✓ refunded/)
  }
})
