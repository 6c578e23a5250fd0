import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { closeCodes } from '@munova/chat-contract'
import { type Cleanup, freePort, metric, until } from '@munova/testing'
import type { ChatServer } from '../../src/index.ts'
import { type Chat, openChat, text } from '../support/chat.ts'
import { openStomp } from '../support/stomp-client.ts'

const page = await readFile(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
const programs = new Map(
  [...page.matchAll(/```js example=(\w+)\n([\s\S]*?)```/g)].map(([, name, code]) => [name!, code!]),
)
const webSocket = ({ url }: Pick<ChatServer, 'url'>, path: string) => `${url.replace('http', 'ws')}${path}`

const PATIENT = { timeoutMs: 60_000 }

const cases: [name: string, address: (node: ChatServer) => string, path?: string][] = [
  ['websocket', (node) => webSocket(node, '/ws'), '/ws'],
  ['stomp', (node) => webSocket(node, '/stomp'), '/stomp'],
  ['rsocket', (node) => webSocket(node, '/rsocket'), '/rsocket'],
  ['rsocket', ({ rsocketPort }) => `tcp://127.0.0.1:${rsocketPort}`],
]

/** Runs an example; what it has said so far, and its exit code once it has ended. */
function run(t: Cleanup, name: string, settings: Record<string, string>) {
  // Here, so that its packages are found.
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const program = ['--input-type=module', '--eval', programs.get(name)!]
  const env = { ...process.env, ...settings }
  const child = spawn(process.execPath, program, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => void child.kill('SIGKILL'))
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  return { said, exitCode: () => child.exitCode, kill: () => child.kill('SIGKILL') }
}

/** Responds with a new token for each request, as commerce-api does. */
async function openAuth(t: Cleanup, chat: Chat, memberId: number, expiresIn: number) {
  let issued = 0
  const server = createServer((_request, response) => {
    issued++
    void chat.tokens
      .sign({ memberId, expiresIn })
      .then((accessToken) => response.end(JSON.stringify({ accessToken })))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, issued: () => issued }
}

test('each client of docs/protocol.md does what it says: sends, gets the seq, and receives its message', async (t) => {
  const chat = await openChat(t)
  assert.deepEqual([...programs.keys()].toSorted(), [...new Set(cases.map(([name]) => name))].toSorted())
  await Promise.all(
    cases.map(async ([name, address]) => {
      const member = await chat.member()
      const { said, kill } = run(t, name, {
        CHAT: address(chat.nodes[0]!),
        AUTH: (await openAuth(t, chat, member.id, 600)).url,
        ROOM: `${await chat.group(member.id)}`,
      })
      await until(() => said.length >= 2, { what: `two lines of ${name}`, ...PATIENT })
      assert.deepEqual(said.toSorted(), [`member ${member.id}: 250 사이즈 재고 있나요?`, 'stored as 1'], name)
      kill()
    }),
  )
})

for (const [name, address, path] of cases) {
  const over = path ?? 'TCP'
  test(`the ${name} client over ${over} renews its token, resumes where it was, and stops when it is told to`, async (t) => {
    const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '1' } })
    const [member, other] = [await chat.member(), await chat.member()]
    const roomId = await chat.group(member.id, other.id)
    const auth = await openAuth(t, chat, member.id, 4)
    const ports = { PORT: `${await freePort()}`, RSOCKET_PORT: `${await freePort()}` }
    const node = await chat.addNode(ports)
    const settings = { CHAT: address(node), AUTH: auth.url, ROOM: `${roomId}` }
    const { said, exitCode } = run(t, name, settings)
    const hears = (words: string) =>
      until(() => said.includes(`member ${other.id}: ${words}`), { what: words, ...PATIENT })

    await until(() => auth.issued() >= 3, { what: 'two renewals', ...PATIENT })
    if (path) {
      const labels = `method="GET",route="${path}",status="101"`
      assert.equal(await metric(node.url, `http_request_duration_seconds_count{${labels}}`), 1)
    }
    const writer = await chat.client(other)
    await writer.request('send', text(roomId, 'before'))
    await hears('before')
    await node.close()
    await writer.request('send', text(roomId, 'meanwhile'))
    const again = await chat.addNode(ports)
    await hears('meanwhile')
    await writer.request('send', text(roomId, 'after'))
    await hears('after')

    await openStomp(t, again, { token: member.token })
    await until(() => exitCode() === 0, { what: 'the end of the program', ...PATIENT })
    const heard = ['before', 'meanwhile', 'after'].map((words) => `member ${other.id}: ${words}`)
    assert.deepEqual(said.slice(0, 2).toSorted(), [
      `member ${member.id}: 250 사이즈 재고 있나요?`,
      'stored as 1',
    ])
    assert.deepEqual(said.slice(2), [...heard, `stopped by ${closeCodes.REPLACED.code}`], 'each once')
  })
}

test('the clients with WebSocket and RSocket stop when the room does not admit them', async (t) => {
  const chat = await openChat(t)
  const [member, owner] = [await chat.member(), await chat.member()]
  const ROOM = `${await chat.group(owner.id)}`
  const { url } = await openAuth(t, chat, member.id, 600)
  const running = cases
    .filter(([name]) => name !== 'stomp')
    .map(([name, address]) => run(t, name, { CHAT: address(chat.nodes[0]!), AUTH: url, ROOM }))
  await until(() => running.every(({ exitCode }) => exitCode() === 0), { what: 'their end', ...PATIENT })
  for (const { said } of running) assert.match(said.join('\n'), /^stopped by \d+$/)
})
