import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { npmStart, outerEnvironment } from './support/npm-start.ts'
import { shopFolder } from './support/shop-folder.ts'
import { addresses, call } from './support/shopper.ts'

const run = promisify(execFile)
/** The user of many containers: in no /etc/passwd. Only root can become another user. */
const uid = process.getuid?.() === 0 ? 61_234 : undefined
/** As Debian calls a home folder that nobody has. */
const HOME = '/nonexistent'
const NAME = '뮤노바 신발 가게'

test('in a folder with Hangul and a space, as a user without a name and a home folder', async (t) => {
  const folder = await shopFolder(t, NAME, uid)

  await t.test('npm start starts its own PostgreSQL and RabbitMQ, and the shop', async (inner) => {
    const home = join(folder, '.munova')
    const env = { DATABASE_URL: '', AMQP_URL: '', HOME }
    const start = npmStart(inner, home, { env, checkout: { folder, uid } })
    const { shop, chats } = await addresses(start)
    assert.match(start.output(), new RegExp(`PostgreSQL \\S+ on \\S+, data in ${join(home, 'postgres')},`))
    assert.match(start.output(), new RegExp(`RabbitMQ on \\S+, data in ${join(home, 'rabbitmq')},`))
    const { items } = await call<{ items: unknown[] }>(`${shop}/v1/products?limit=3`)
    assert.equal(items.length, 3)
    assert.equal((await fetch(`${chats[0]}/readyz`)).status, 200)
    start.signal('SIGINT')
    await start.exited
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
