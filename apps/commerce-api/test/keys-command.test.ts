import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { runKeysCommand } from '../src/keys-command.ts'
import { openShop } from './support/open-shop.ts'

interface Outcome {
  code: number
  lines: string[]
}

/** The command on a file, and what it says. */
async function commandOn(t: TestContext, file?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'commerce-keys-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const path = file ?? join(folder, 'signing.json')
  const lines: string[] = []
  for (const name of ['log', 'error'] as const)
    t.mock.method(console, name, (line: unknown) => void lines.push(String(line)))
  const keys = async (...argv: string[]): Promise<Outcome> => {
    lines.length = 0
    const code = await runKeysCommand(argv, { JWT_KEYS_FILE: path })
    return { code, lines: [...lines] }
  }
  /** Makes every time in the file so much earlier. */
  const wait = async (ms: number) => {
    const text = await readFile(path, 'utf8')
    const earlier = (_: string, instant: string) => `"${new Date(Date.parse(instant) - ms).toISOString()}"`
    await writeFile(path, text.replaceAll(/"(\d{4}-[^"]*Z)"/g, earlier))
  }
  return { keys, wait, path }
}

const kidOf = ({ lines }: Outcome) => lines[0]!.split('\t')[0]!
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

test('a key is added, promoted once it is known everywhere, and the one before retired after its last token', async (t) => {
  const { keys, wait } = await commandOn(t)
  const made = await keys('add')
  assert.match(made.lines[0]!, /signs; .* is new$/)
  const [first, second] = [kidOf(made), kidOf(await keys('add'))]
  assert.deepEqual(
    (await keys('list')).lines.map((line) => line.replace(/from .*/, 'from')),
    [`${first}\tsigns`, `${second}\tpublished, may be promoted from`],
  )
  const early = await keys('promote', second)
  assert.equal(early.code, 1)
  assert.match(early.lines[0]!, /^keys: .* is not known everywhere yet: promote it after .*Z, or with --now$/)
  await wait(7 * MINUTE_MS)
  assert.deepEqual(await keys('promote', second), { code: 0, lines: [`${second}\tsigns`] })
  assert.equal((await keys('retire', second)).code, 1)
  // Who has withdrawn follows the last orders for 120 days.
  await wait(119 * DAY_MS)
  assert.match((await keys('retire', first)).lines[0]!, /has tokens that have not expired/)
  await wait(2 * DAY_MS)
  assert.deepEqual(await keys('retire', first), { code: 0, lines: [`${first}\tretired`] })
  assert.deepEqual((await keys('list')).lines, [`${second}\tsigns`])
})

test('a leaked key is replaced and retired at once, and one that never signed is retired at any time', async (t) => {
  const { keys } = await commandOn(t)
  const [leaked, next, unused] = [
    kidOf(await keys('add')),
    kidOf(await keys('add')),
    kidOf(await keys('add')),
  ]
  assert.equal((await keys('promote', next, '--now')).code, 0)
  assert.equal((await keys('retire', leaked, '--now')).code, 0)
  assert.equal((await keys('retire', unused)).code, 0)
  assert.deepEqual((await keys('list')).lines, [`${next}\tsigns`])
})

test('what it cannot do is one line and exit code 1, and no file is made by mistake', async (t) => {
  const { keys, path } = await commandOn(t)
  for (const argv of [
    ['list'],
    ['promote', 'x'],
    ['retire', 'x'],
    ['rotate'],
    [],
    ['promote'],
    ['add', '--now'],
  ]) {
    const { code, lines } = await keys(...argv)
    assert.deepEqual([code, lines.length], [1, 1], argv.join(' '))
  }
  await assert.rejects(readFile(path), { code: 'ENOENT' })
  await keys('add')
  // As one of 64 keys has.
  assert.match((await keys('promote', '-x')).lines[0]!, /^keys: there is no key -x/)
})

test('an API that runs publishes, signs with and forgets keys without a restart', async (t) => {
  const shop = await openShop(t, { env: { JWT_KEYS_CHECK_MS: '10' } })
  const { keys } = await commandOn(t, shop.keysFile)
  const published = async () => {
    const { body } = await shop.call<{ keys: { kid: string }[] }>('GET /.well-known/jwks.json')
    return body.keys.map(({ kid }) => kid)
  }
  const become = (expected: string[]) =>
    until(async () => String(await published()) === String(expected), { what: String(expected) })
  const buyer = await shop.person()
  const [first] = await published()
  const second = kidOf(await keys('add'))
  await become([first!, second])
  await keys('promote', second, '--now')
  await become([second, first!])
  const again = await shop.signIn(buyer)
  assert.equal(JSON.parse(Buffer.from(again.token.split('.')[0]!, 'base64url').toString()).kid, second)
  for (const as of [buyer, again]) assert.equal((await shop.call('GET /v1/me', { as })).status, 200)
  await keys('retire', first!, '--now')
  await become([second])
})
