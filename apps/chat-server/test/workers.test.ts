import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text as textOf } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort, metric, until } from '@munova/testing'
import { type Chat, openChat, text } from './support/chat.ts'
import { TestClient, upTo } from './support/client.ts'

const CLIENTS = 20
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A chat-server of several workers, as an operator starts it; port 0 takes any. */
async function startWorkers(
  t: TestContext,
  chat: Chat,
  { workers, port }: { workers: number; port: number },
) {
  const environment = {
    ...process.env,
    ...chat.environment,
    AMQP_URL: chat.amqpUrl,
    CHAT_WORKERS: String(workers),
    PORT: String(port),
    LOG_LEVEL: 'info',
    DRAIN_GRACE_MS: '60000',
  }
  const child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
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
  await listen(workers)
  const pids = listening.map(({ pid }) => pid)
  return { url: listening[0]!.url, pids, listen, child, exited, environment }
}

const isHere = (client: TestClient) =>
  client.request('ping').then(
    () => true,
    () => false,
  )

test('workers share the port; one that is killed is replaced, and nothing of the room is missing', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit' })
  const port = await freePort()
  const { url, pids, listen, child, exited } = await startWorkers(t, chat, { workers: 2, port })
  const people = await Promise.all(upTo(CLIENTS).map(() => chat.member()))
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
  for (const client of clients) await client.reached(roomId, CLIENTS)

  await until(async () => (await metric(url, 'chat_websocket_connections')) === CLIENTS, {
    what: 'the connections of all workers on one page',
  })
  process.kill(pids[0]!, 'SIGKILL')
  const here = await Promise.all(clients.map(isHere))
  const stayed = clients.filter((_client, index) => here[index])
  // The kernel deals them out by chance: all to one worker once in half a million times.
  assert.ok(stayed.length > 0 && stayed.length < CLIENTS)
  await listen(3)
  const gone = people.filter((_member, index) => !here[index])
  const back = await Promise.all(gone.map((member) => connect(member, CLIENTS)))
  const all = [...stayed, ...back]
  for (const client of all) await client.request('send', text(roomId, 'after'))
  for (const client of all) {
    await client.reached(roomId, 2 * CLIENTS)
    assert.deepEqual(client.seqs(roomId), upTo(2 * CLIENTS).slice(back.includes(client) ? CLIENTS : 0))
  }

  child.kill('SIGTERM')
  const statuses = () => Promise.all(upTo(8).map(async () => (await fetch(`${url}/readyz`)).status))
  await until(async () => (await statuses()).every((status) => status === 404), {
    what: 'all workers to leave',
  })
  await stayed[0]!.request('send', text(roomId, 'during the grace'))
  // Ends the grace of all of them.
  child.kill('SIGTERM')
  const [code] = await exited
  assert.equal(code, 0)
  for (const client of all) assert.equal(await client.closed(), 4000)
})

test('any port is shared too, and a port that workers have is rejected to others', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit' })
  const any = await startWorkers(t, chat, { workers: 2, port: 0 })
  assert.equal((await fetch(`${any.url}/livez`)).status, 200)
  const { environment } = await startWorkers(t, chat, { workers: 2, port: await freePort() })
  const second = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(() => second.kill('SIGKILL'))
  const said = textOf(second.stderr)
  const [code] = await once(second, 'exit')
  assert.equal(code, 1)
  assert.match(await said, /EADDRINUSE/)
})

test('workers that cannot start end their primary', async (t) => {
  const chat = await openChat(t, { nodes: 0, broker: 'rabbit' })
  const environment = { ...process.env, ...chat.environment, AMQP_URL: chat.amqpUrl, CHAT_WORKERS: '2' }
  const child = spawn(process.execPath, [program], {
    env: { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    stdio: 'ignore',
  })
  t.after(() => child.kill('SIGKILL'))
  const [code] = await once(child, 'exit')
  assert.equal(code, 1)
})
