import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

/** Long enough for a limit of each node alone to give twice as much. */
const SECONDS = 4
const RATE = 20
/** A signal is late, and the clock of the test runs a little longer than the sends. */
const SLACK = RATE

/** How often `attempt` succeeded on two nodes at full speed, and how often it may have. */
async function flood(
  attempt: (node: number) => Promise<boolean>,
): Promise<{ accepted: number; atMost: number }> {
  const startedAt = performance.now()
  const isOver = () => performance.now() - startedAt > SECONDS * 1_000
  let accepted = 0
  const onNode = async (node: number) => {
    while (!isOver()) if (await attempt(node)) accepted++
  }
  await Promise.all([onNode(0), onNode(1)])
  const seconds = (performance.now() - startedAt) / 1_000
  return { accepted, atMost: 2 * RATE + seconds * RATE + SLACK }
}

test('a member who sends on two nodes may send no more than on one, and others are not slowed down', async (t) => {
  const settings = { SENDS_PER_SECOND: `${RATE}`, SENDS_BURST: `${RATE}` }
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit', settings })
  const [loud, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(loud.id, other.id)
  const clients = await Promise.all(chat.nodes.map((node) => chat.client(loud, node)))
  const { accepted, atMost } = await flood((node) =>
    clients[node]!.request('send', text(roomId, 'again')).then(
      () => true,
      () => false,
    ),
  )
  assert.ok(accepted <= atMost, `${accepted} of at most ${atMost}`)
  const quiet = await chat.client(other, chat.nodes[1])
  for (const n of upTo(RATE)) await quiet.request('send', text(roomId, `${n}`))
})

test('HTTP requests of a member to two nodes are limited together', async (t) => {
  const settings = { HTTP_REQUESTS_PER_SECOND: `${RATE}`, HTTP_REQUESTS_BURST: `${RATE}` }
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit', settings })
  const member = await chat.member()
  const { accepted, atMost } = await flood(async (node) => {
    const { status } = await chat.call(member, { path: '/v1/tags', node: chat.nodes[node]! })
    return status === 200
  })
  assert.ok(accepted <= atMost, `${accepted} of at most ${atMost}`)
})
