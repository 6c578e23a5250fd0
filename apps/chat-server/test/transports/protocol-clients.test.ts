import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '@munova/testing'
import type { ChatServer } from '../../src/index.ts'
import { openChat } from '../support/chat.ts'

const page = await readFile(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
const programs = new Map(
  [...page.matchAll(/```js example=(\w+)\n([\s\S]*?)```/g)].map(([, name, code]) => [name!, code!]),
)
const webSocket = ({ url }: ChatServer, path: string) => `${url.replace('http', 'ws')}${path}`

const cases: [name: string, address: (node: ChatServer) => string][] = [
  ['websocket', (node) => webSocket(node, '/ws')],
  ['stomp', (node) => webSocket(node, '/stomp')],
  ['rsocket', (node) => webSocket(node, '/rsocket')],
  ['rsocket', ({ rsocketPort }) => `tcp://127.0.0.1:${rsocketPort}`],
]

test('each client of docs/protocol.md does what it says: sends, gets the seq, and receives its message', async (t) => {
  const chat = await openChat(t)
  assert.deepEqual([...programs.keys()].toSorted(), [...new Set(cases.map(([name]) => name))].toSorted())
  await Promise.all(
    cases.map(async ([name, address]) => {
      const member = await chat.member()
      const env = {
        ...process.env,
        CHAT: address(chat.nodes[0]!),
        TOKEN: member.token,
        ROOM: `${await chat.group(member.id)}`,
      }
      // Here, so that its packages are found.
      const cwd = fileURLToPath(new URL('.', import.meta.url))
      const program = ['--input-type=module', '--eval', programs.get(name)!]
      const child = spawn(process.execPath, program, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
      t.after(() => void child.kill('SIGKILL'))
      const said: string[] = []
      createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
      await until(() => said.length >= 2, { what: `two lines of ${name}`, timeoutMs: 20_000 })
      assert.deepEqual(said.toSorted(), [`member ${member.id}: 250 사이즈 재고 있나요?`, 'stored as 1'], name)
      child.kill('SIGKILL')
    }),
  )
})
