import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { until } from '@munova/testing'
import { npmStart, outerEnvironment } from './support/npm-start.ts'
import { shopFolder } from './support/shop-folder.ts'
import { addresses, call, signIn } from './support/shopper.ts'

const run = promisify(execFile)
/** The user of many containers: in no /etc/passwd. Only root can become another user. */
const uid = process.getuid?.() === 0 ? 61_234 : undefined
/** As Debian calls a home folder that nobody has. */
const HOME = '/nonexistent'
const NAME = '뮤노바 신발 가게'

interface Notifications {
  items: { kind: string; data: { roomId?: number } }[]
}

/** All lines are for people, with --verbose too; none has a secret of this shop. */
async function checkLines(output: string, home: string): Promise<void> {
  for (const line of output.split('\n')) {
    assert.doesNotMatch(line, /^\{|[^$]\{"/)
    assert.ok(!line.startsWith('  ') || !/\w+:\/\/\S+@/.test(line), line)
  }
  assert.match(output, /^ {2}info {4}fake-toss: listening url=/m)
  const files = ['postgres/password', 'keys/database.json', 'keys/signing.json', 'rabbitmq/.erlang.cookie']
  const texts = await Promise.all(files.map((file) => readFile(join(home, file), 'utf8')))
  const secrets = texts.flatMap((text) => text.match(/[\w-]{24,}/g) ?? [])
  assert.ok(secrets.length >= 5, `${secrets.length} secrets`)
  assert.deepEqual(
    secrets.filter((secret) => output.includes(secret)),
    [],
  )
}

test('in a folder with Hangul and a space, as a user without a name and a home folder', async (t) => {
  const folder = await shopFolder(t, NAME, uid)

  await t.test('npm start starts its own PostgreSQL and RabbitMQ, and the shop', async (inner) => {
    const home = join(folder, '.munova')
    const env = { DATABASE_URL: '', AMQP_URL: '', HOME }
    const start = npmStart(inner, home, { args: ['--verbose'], env, checkout: { folder, uid } })
    const { pages, shop, chats } = await addresses(start)
    assert.match(await (await fetch(pages)).text(), /<h1|<h2/)
    assert.match(start.output(), new RegExp(`PostgreSQL \\S+ on \\S+, data in ${join(home, 'postgres')},`))
    assert.match(start.output(), new RegExp(`RabbitMQ on \\S+, data in ${join(home, 'rabbitmq')},`))
    const products = await call<{ items: unknown[] }>(`${shop}/v1/products?limit=3`)
    assert.equal(products.items.length, 3)
    assert.equal((await fetch(`${chats[0]}/readyz`)).status, 200)

    const broker = Number(await readFile(join(home, 'rabbitmq', 'log', 'rabbitmq.pid'), 'utf8'))
    process.kill(broker, 'SIGKILL')
    await start.prints(new RegExp(`^✗ RabbitMQ \\(process ${broker}\\) died, .+: it is started again$`, 'm'))
    await start.prints(/^▸ RabbitMQ runs again, process \d+$/m)
    // The shop learns of an inquiry through it, and notifies the seller.
    const body = { productId: 5 }
    const buyer = await signIn(shop, 'buyer')
    const { id } = await call<{ id: number }>(`${chats[0]}/v1/inquiries`, { token: buyer, body, status: 201 })
    const token = await signIn(shop, 'seller')
    const isNotified = async () => {
      const { items } = await call<Notifications>(`${shop}/v1/notifications`, { token })
      return items.some(({ kind, data }) => kind === 'INQUIRY_OPENED' && data.roomId === id)
    }
    await until(isNotified, { what: 'the notification', timeoutMs: 60_000 })
    assert.doesNotMatch(start.output(), /restarting in/)

    start.signal('SIGINT')
    await start.exited
    await checkLines(start.output(), home)
    assert.match(start.output(), /Stopped, /)
    assert.deepEqual(start.children(), [])
  })

  await t.test('the tests get their PostgreSQL and their RabbitMQ', async () => {
    const { stdout } = await run(
      process.execPath,
      [
        'tools/services/src/with-services.ts',
        process.execPath,
        '-p',
        '[process.env.TEST_DATABASE_URL, process.env.TEST_AMQP_URL].join()',
      ],
      {
        cwd: folder,
        env: {
          ...outerEnvironment(),
          TMPDIR: folder,
          HOME,
          TEST_DATABASE_URL: '',
          TEST_AMQP_URL: '',
        },
        ...(uid !== undefined && { uid, gid: uid }),
      },
    )
    assert.match(stdout, /^postgres:\/\/munova:\S+,amqp:\/\/\S+\n$/)
  })
})
