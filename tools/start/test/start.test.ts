import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { testVhost, until } from '@munova/testing'
import { emptyHome, npmStart } from './support/npm-start.ts'
import { alive } from './support/processes.ts'
import { addresses, call, signIn } from './support/shopper.ts'

interface Page {
  items: { id: number; imageUrl?: string }[]
}

test('without options: a shop and a chat that keep their data between starts', async (t) => {
  const home = await emptyHome(t)
  const env = { DATABASE_URL: '', AMQP_URL: '' }
  const first = npmStart(t, home, { args: ['--memory'], env })
  const before = await addresses(first)
  assert.match(first.output(), /demo shop with seed \d+/)

  const products = await call<Page>(`${before.shop}/v1/products?limit=3`)
  assert.equal(products.items.length, 3)
  for (const { imageUrl } of products.items) {
    await until(async () => (await fetch(`${before.shop}${imageUrl}`)).ok, {
      what: 'the picture',
      timeoutMs: 60_000,
    })
  }
  const page = await fetch(`${before.pages}/products/${products.items[0]!.id}`)
  assert.equal(page.status, 200)
  assert.equal((await fetch(`${before.pages}/v1/products?limit=1`)).status, 200)
  const [, payments] = await first.prints(/^ +pay +(http\S+)/m)
  assert.equal((await fetch(`${payments}/window?orderId=order-1&amount=1000`)).status, 200)
  const [, mailbox] = await first.prints(/^ +mail +(http\S+)/m)
  const body = { email: 'newcomer@munova.example', password: 'correct horse battery', name: '새 사람' }
  await call(`${before.shop}/v1/auth/sign-up`, { body, status: 201 })
  await until(async () => (await (await fetch(mailbox!)).text()).includes(body.email), { what: 'the mail' })
  const token = await signIn(before.shop, 'buyer')
  const inquiry = await call<{ id: number }>(`${before.chats[0]}/v1/inquiries`, {
    token,
    body: { productId: 5 },
    status: 201,
  })
  const rooms = await call<Page>(`${before.chats[0]}/v1/rooms`, { token })
  assert.deepEqual(
    rooms.items.map(({ id }) => id).toSorted((a, b) => a - b),
    [1, 2, 3, 4, inquiry.id],
  )

  const second = npmStart(t, home, { args: ['--memory'], env })
  assert.equal(await second.exited, 1)
  assert.match(second.output(), new RegExp(`already running here, as process ${first.pid}`))

  first.signal('SIGINT')
  assert.equal(await first.exited, 0)
  assert.deepEqual(first.children(), [])
  assert.equal(existsSync(join(home, 'start.lock')), false)

  const third = npmStart(t, home, { args: ['--memory', '--chat-nodes', '2'], env })
  const after = await addresses(third)
  assert.match(third.output(), /databases up to date/)
  assert.equal(after.chats.length, 2)
  for (const chat of after.chats) {
    // The token of the first start is valid, because the key is kept too.
    const kept = await call<Page>(`${chat}/v1/inquiries`, { token })
    assert.ok(kept.items.some(({ id }) => id === inquiry.id))
  }
  const killed = third.children()
  third.signal('SIGKILL')
  await third.exited
  await until(() => isUnreachable(after.shop), { what: 'the apps to exit after their parent' })

  const fourth = npmStart(t, home, { args: ['--memory'], env })
  await addresses(fourth)
  assert.deepEqual(alive(killed), [])
  fourth.signal('SIGTERM')
  assert.equal(await fourth.exited, 0)
  assert.deepEqual(fourth.children(), [])
})

test('with RabbitMQ: each app is a process, and a killed chat server is restarted', async (t) => {
  const home = await emptyHome(t)
  const env = { DATABASE_URL: '', AMQP_URL: await testVhost(t) }
  const start = npmStart(t, home, { args: ['--chat-nodes', '2'], env })
  const { shop, chats } = await addresses(start)
  assert.equal(chats.length, 2)

  const token = await signIn(shop, 'buyer')
  const { id } = await call<{ id: number }>(`${chats[0]}/v1/inquiries`, {
    token,
    body: { productId: 5 },
    status: 201,
  })
  const pid = Number((await start.prints(/kill -9 (\d+)/))[1])
  process.kill(pid, 'SIGKILL')
  await start.prints(new RegExp(`\\(process ${pid}\\) exited, killed by SIGKILL; restarting in`))
  const [, again] = await start.prints(/is ready again, process (\d+)/)
  assert.notEqual(Number(again), pid)
  for (const chat of chats) {
    const inquiries = await call<Page>(`${chat}/v1/inquiries`, { token })
    assert.ok(inquiries.items.some((inquiry) => inquiry.id === id))
  }

  start.signal('SIGTERM')
  assert.equal(await start.exited, 0)
  assert.deepEqual(start.children(), [])
  assert.match(start.output(), /Stopped, /)
})

test('a port that is in use is named, with the variable that changes it', async (t) => {
  const home = await emptyHome(t)
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const start = npmStart(t, home, { args: ['--memory'], env: { CHAT_PORT: String(port) } })
  assert.equal(await start.exited, 1)
  assert.match(start.output(), new RegExp(`^✗ port ${port} is in use: .* CHAT_PORT`))
  assert.deepEqual(start.children(), [])
})

test('Ctrl-C during the start stops what has started by then', async (t) => {
  const home = await emptyHome(t)
  const start = npmStart(t, home, { args: ['--memory'], env: { DATABASE_URL: '', AMQP_URL: '' } })
  await start.prints(/PostgreSQL \S+ on/)
  start.signal('SIGINT')
  assert.equal(await start.exited, 0)
  assert.deepEqual(start.children(), [])
})

async function isUnreachable(url: string): Promise<boolean> {
  const response = await fetch(`${url}/livez`).catch(() => undefined)
  await response?.body?.cancel()
  return response === undefined
}
