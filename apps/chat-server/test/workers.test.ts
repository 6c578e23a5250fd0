import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '@munova/testing'
import { type Chat, openChat, text } from './chat.ts'
import { TestClient, upTo } from './client.ts'
import { metric } from './metric.ts'

/** A chat-server of several workers, as an operator starts it. */
async function startWorkers(t: TestContext, chat: Chat, count: number) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: {
      ...process.env,
      ...chat.environment,
      AMQP_URL: chat.amqpUrl,
      CHAT_WORKERS: String(count),
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const listening: { pid: number; url: string }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, pid, url } = JSON.parse(line) as { msg: string; pid: number; url: string }
    if (msg === 'listening') listening.push({ pid, url })
  })
  const listen = (wanted: number) =>
    until(() => listening.length >= wanted || undefined, {
      what: `${wanted} times a worker that listens`,
      timeoutMs: 60_000,
    })
  await listen(count)
  return { url: listening[0]!.url, pids: listening.map(({ pid }) => pid), listen, child, exited }
}

const isGone = (client: TestClient) => client.socket.readyState === client.socket.CLOSED

test('workers share the port; one that is killed is replaced, and nothing of the room is missing', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit' })
  const { url, pids, listen, child, exited } = await startWorkers(t, chat, 2)
  const people = await Promise.all(upTo(4).map(() => chat.member()))
  const roomId = await chat.group(...people.map(({ id }) => id))
  const connect = async (member: { token: string }, after: number) => {
    const client = await TestClient.open(url)
    t.after(() => client.close())
    await client.request('connect', { token: member.token })
    await client.request('subscribe', { roomId, after })
    return client
  }
  const clients = await Promise.all(people.map((member) => connect(member, 0)))
  for (const client of clients) await client.request('send', text(roomId, 'before'))
  for (const client of clients) await client.reached(roomId, 4)

  await until(async () => (await metric(url, 'chat_websocket_connections')) === 4, {
    what: 'the connections of all workers on one page',
  })
  // Connections are dealt out in turn, so each worker has two.
  process.kill(pids[0]!, 'SIGKILL')
  const left = () => clients.filter(isGone)
  await until(() => left().length === 2, { what: 'the clients of the killed worker to notice' })
  await listen(3)
  const back = await Promise.all(left().map((client) => connect(people[clients.indexOf(client)]!, 4)))
  const all = [...clients.filter((client) => !isGone(client)), ...back]
  for (const client of all) await client.request('send', text(roomId, 'after'))
  for (const client of all) {
    await client.reached(roomId, 8)
    assert.deepEqual(client.seqs(roomId), back.includes(client) ? [5, 6, 7, 8] : upTo(8))
  }

  child.kill('SIGTERM')
  const [code] = await exited
  assert.equal(code, 0)
  for (const client of all) assert.equal(await client.closed(), 4000)
})

test('workers that cannot start end their primary', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit' })
  const environment = { ...process.env, ...chat.environment, AMQP_URL: chat.amqpUrl, CHAT_WORKERS: '2' }
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    stdio: 'ignore',
  })
  t.after(() => child.kill('SIGKILL'))
  const [code] = await once(child, 'exit')
  assert.equal(code, 1)
})
