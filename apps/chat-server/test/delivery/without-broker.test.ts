import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectRabbit } from '@munova/broker'
import { createLog } from '@munova/service'
import { metric, ownRabbit, until } from '@munova/testing'
import { ChatConfig, startChatServer } from '../../src/index.ts'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

/** How much later the other node may hear of a message while there is no broker. */
const BOUND_MS = 1_000

test('RabbitMQ stops for good: two nodes go on by the sweep; when it is back they are on the bus again by themselves', async (t) => {
  const rabbit = await ownRabbit(t)
  const chat = await openChat(t, { nodes: 0 })
  const log = createLog({ name: 'chat-server', level: 'silent' })
  const brokers = [connectRabbit(rabbit.url), connectRabbit(rabbit.url)]
  const nodes = await Promise.all(
    brokers.map((broker) => startChatServer(ChatConfig.parse(chat.environment), { broker, log })),
  )
  t.after(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await Promise.all(brokers.map((broker) => broker.close()))
  })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const clients = await Promise.all(nodes.map((node) => chat.client(member, node)))
  await Promise.all(clients.map((client) => client.request('subscribe', { roomId })))

  let total = 0
  /** One message from this node, and until it has arrived on the other. */
  const sendAndAwait = async (from: number) => {
    const { seq } = await clients[from]!.request('send', text(roomId, `${from}`))
    assert.equal(seq, ++total)
    const since = performance.now()
    await clients[1 - from]!.reached(roomId, seq)
    return performance.now() - since
  }
  const talkDuring = async (change: Promise<void>) => {
    const over = new AbortController()
    const talking = (async () => {
      while (!over.signal.aborted) await sendAndAwait(total % 2)
    })()
    await change.finally(() => over.abort())
    await talking
  }
  const sum = async (name: string) =>
    (await Promise.all(nodes.map((node) => metric(node.url, name)))).reduce((a, b) => a + b, 0)
  const reads = () => sum('chat_log_reads_total')
  const connected = (count: number) =>
    until(async () => (await sum('chat_broker_connected')) === count, {
      what: `${count} nodes with a broker`,
      timeoutMs: 30_000,
    })
  /** Messages reach the other node without that it looks into the log: the bus brought them. */
  const onTheBus = () =>
    until(
      async () => {
        const before = await reads()
        for (const n of upTo(20)) await sendAndAwait(n % 2)
        return (await reads()) === before
      },
      { what: 'the bus to bring everything', timeoutMs: 30_000 },
    )

  await onTheBus()
  await talkDuring(rabbit.stop())
  await connected(0)
  const [readsBefore, droppedBefore] = [await reads(), await sum('chat_relay_frames_total{result="dropped"}')]
  const delays = []
  for (const n of upTo(8)) delays.push(await sendAndAwait(n % 2))
  // The middle one: another process may have had the machine for one of them.
  const delay = delays.toSorted((a, b) => a - b)[delays.length / 2]!
  assert.ok(delay < BOUND_MS, `${delay} ms`)
  assert.ok((await reads()) >= readsBefore + 8, 'each was found in the log')
  assert.equal(await sum('chat_relay_frames_total{result="dropped"}'), droppedBefore + 8)

  await talkDuring(rabbit.start())
  await connected(2)
  await onTheBus()
  for (const client of clients) assert.deepEqual(client.seqs(roomId), upTo(total))
})
