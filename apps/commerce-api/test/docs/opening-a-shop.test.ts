import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fakeToss, testDatabase } from '@munova/testing'
import { openShop } from '../support/open-shop.ts'

const page = new URL('../../../../docs/operations.md', import.meta.url)
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const migrations = new URL('../../migrations/', import.meta.url)

/** The requests of the section, in its order. */
async function requestsOf(section: string): Promise<string[]> {
  const text = await readFile(page, 'utf8')
  const [, after = ''] = text.split(`\n## ${section}\n`)
  const [own = ''] = after.split('\n## ')
  return [...own.matchAll(/```http\n([\s\S]*?)```/g)].map(([, block = '']) => block)
}

/** `items.0.id` of a response. */
function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], body)
}

test('a shop opens as docs/operations.md says: from an empty database to the first refund', async (t) => {
  const { url } = await testDatabase(t, migrations)
  const toss = await fakeToss(t)
  const created = await promisify(execFile)(
    process.execPath,
    [main, 'admin', 'create', 'owner@shop.example'],
    {
      env: { DATABASE_URL: url },
    },
  )
  const known: Record<string, unknown> = {
    password: /^password, shown only here: (\S+)$/m.exec(created.stdout)![1],
    sellerPassword: 'correct horse battery staple',
    buyerPassword: 'four random words again',
  }
  const shop = await openShop(t, {
    env: { DATABASE_URL: url, TOSS_URL: toss.url, TOSS_SECRET_KEY: toss.secretKey },
  })
  const requests = await requestsOf('Opening a shop')
  assert.ok(requests.length >= 18)
  for (const block of requests) {
    // The window of the gateway is the buyer's, not the shop's.
    if (block.includes('{paymentKey}'))
      known['paymentKey'] = await toss.pay({
        orderId: String(known['number']),
        amount: Number(known['total']),
      })
    // A value that stands alone in quotes keeps its type.
    const filled = block
      .replaceAll(/"\{(\w+)\}"/g, (_, name: string) => JSON.stringify(known[name]))
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name]))
    const lines = filled.trim().split('\n')
    const [request = ''] = lines
    const bearer = lines.find((line) => line.startsWith('Bearer '))
    const body = lines.filter((line) => !/^(#|Bearer |[A-Z]+ \/)/.test(line)).join('\n')
    const answer = await shop.call(request as `${string} ${string}`, {
      headers: { 'idempotency-key': crypto.randomUUID(), ...(bearer && { authorization: bearer }) },
      ...(body !== '' && { body }),
    })
    assert.ok(answer.status < 300, `${request}: ${answer.status} ${JSON.stringify(answer.body)}`)
    for (const [, name = '', path = ''] of filled.matchAll(/^# (\w+) = (\S+)$/gm)) {
      known[name] = at(answer.body, path)
      assert.notEqual(known[name], undefined, `${request} has no ${path}`)
    }
  }
  assert.equal(known['refunded'], known['total'])
  const { captured, cancelled } = await toss.ledger()
  assert.deepEqual([captured, cancelled], [known['total'], known['total']])
})
