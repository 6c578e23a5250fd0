import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { openPage } from '../browser/open-page.ts'
import type { Kind } from '../browser/page.ts'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

const kinds: Kind[] = ['websocket', 'stomp', 'rsocket']

test('in a browser: its own WebSocket, STOMP and RSocket send, receive, and resume on another node; the SDK does so by itself', async (t) => {
  const page = await openPage(t)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  const chat = await openChat(t, { nodes: 2 })
  const [member, outside] = [await chat.member(), await chat.member()]
  const { token } = member
  const roomId = await chat.group(member.id, outside.id)
  let last = 0
  const seqs = (name: string) => page.evaluate((client) => globalThis.chat.seqs(client), name)
  const send = async (name: string) => {
    assert.equal(await page.evaluate((client) => globalThis.chat.send(client, '안녕하세요 👟'), name), ++last)
  }

  const nodes = chat.nodes.map(({ url }) => url)
  await page.evaluate(([urls, who]) => globalThis.chat.sdk.join([...urls], who), [
    nodes,
    { token, roomId },
  ] as const)
  const states = () => page.evaluate(() => globalThis.chat.sdk.states())
  // The SDK begins with any of them.
  const [connected] = (await states()).slice(-1)
  const leaving = chat.nodes.find(({ url }) => connected!.includes(new URL(url).host))
  const staying = chat.nodes.find((node) => node !== leaving)
  const elsewhere = await chat.client(outside, staying)
  for (const kind of kinds) {
    const way = { node: leaving!.url, token, roomId, after: 0 }
    await page.evaluate(([name, where]) => globalThis.chat.open(name, name, where), [kind, way] as const)
  }
  for (const kind of kinds) await send(kind)
  assert.equal(await page.evaluate(() => globalThis.chat.sdk.send('hello')), ++last)
  for (const kind of kinds) {
    await until(async () => (await seqs(kind)).length === last, { what: `all messages over ${kind}` })
  }

  const closing = leaving!.close()
  for (const kind of kinds) {
    const code = await page.evaluate((name) => globalThis.chat.closed(name), kind)
    assert.equal(code, closeCodes.GOING_AWAY.code, kind)
  }
  await closing
  for (const n of upTo(5)) {
    assert.equal((await elsewhere.request('send', text(roomId, `while away ${n}`))).seq, ++last)
  }
  for (const kind of kinds) {
    const after = (await seqs(kind)).at(-1)!
    const way = { node: staying!.url, token, roomId, after }
    const name = `${kind} again`
    await page.evaluate(([client, by, where]) => globalThis.chat.open(client, by, where), [
      name,
      kind,
      way,
    ] as const)
    await send(name)
    await until(async () => (await seqs(name)).at(-1) === last, { what: `what was missed over ${kind}` })
    assert.deepEqual([...(await seqs(kind)), ...(await seqs(name))], upTo(last))
  }

  assert.equal(await page.evaluate(() => globalThis.chat.sdk.send('still here')), ++last)
  const ofSdk = () => page.evaluate(() => globalThis.chat.sdk.seqs())
  await until(async () => (await ofSdk()).length >= last, { what: 'all messages in the SDK' })
  assert.deepEqual(await ofSdk(), upTo(last))
  assert.ok((await states()).at(-1)!.includes(new URL(staying!.url).host))
  assert.deepEqual(faults, [])
})
