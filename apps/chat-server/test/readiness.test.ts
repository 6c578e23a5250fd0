import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { test } from 'node:test'
import { halfResponses, metric, ownPostgres, until } from '@munova/testing'
import { connect } from '@munova/database'
import { openChat, text } from './support/chat.ts'
import { upTo } from './support/client.ts'
import { holdRoom } from './support/hold-room.ts'

async function readyz(url: string): Promise<{ status: number; checks: Record<string, true | string> }> {
  const response = await fetch(`${url}/readyz`)
  const { checks } = (await response.json()) as { checks: Record<string, true | string> }
  return { status: response.status, checks }
}

test('a node without keys is not ready, and is as soon as they can be read', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const { jwksFile } = chat.tokens
  await rename(jwksFile, `${jwksFile}.away`)
  const node = await chat.addNode({ PROBE_INTERVAL_MS: '20' })
  const { status, checks } = await readyz(node.url)
  assert.deepEqual([status, checks['database']], [503, true])
  assert.notEqual(checks['keys'], true)
  await rename(`${jwksFile}.away`, jwksFile)
  await until(async () => (await readyz(node.url)).status === 200, { what: 'the node to be ready' })
})

test('a node whose append statement does not end is not ready', async (t) => {
  const chat = await openChat(t, { settings: { LANE_STUCK_MS: '100' } })
  const node = chat.nodes[0]!
  await until(async () => (await readyz(node.url)).status === 200, { what: 'the node to be ready' })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  const release = await holdRoom(chat.sql, roomId)
  const sent = client.request('send', text(roomId, 'waits'))
  const stuck = async () => {
    const { status, checks } = await readyz(node.url)
    return checks['append'] !== true && status
  }
  assert.equal(await until(stuck, { what: 'the node to be stuck' }), 503)
  await release()
  await sent
  await until(async () => (await readyz(node.url)).status === 200, { what: 'the node to be ready again' })
})

test('a database that stops half way through its responses: every operation ends, the node says so, and goes on', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  const proxy = await halfResponses(t, chat.databaseUrl)
  const node = await chat.addNode({
    DATABASE_URL: proxy.url,
    // Longer than any statement takes while the database responds.
    STATEMENT_TIMEOUT_MS: '1000',
    DATABASE_PROBE_TIMEOUT_MS: '1000',
    READINESS_DATABASE_GRACE_MS: '1',
    PROBE_INTERVAL_MS: '20',
    SWEEP_MS: '100',
    APPEND_TIMEOUT_MS: '30000',
  })
  const member = await chat.member()
  // Of both lanes.
  const rooms = [await chat.group(member.id), await chat.group(member.id)]
  const client = await chat.client(member, node)
  for (const roomId of rooms) await client.request('subscribe', { roomId })
  for (const roomId of rooms) await client.request('send', text(roomId, 'before'))
  proxy.stop(4)
  // An access look-up, history, and both lanes, pipelined.
  const operations = rooms.flatMap((roomId) => [
    client.rejection('send', text(roomId, 'during')),
    client.rejection('history', { roomId }),
    client.rejection('read', { roomId, seq: 1 }),
  ])
  // Of several probes, each with its timeout.
  await until(async () => (await readyz(node.url)).checks['database'] !== true, {
    what: 'the probe to notice',
    timeoutMs: 60_000,
  })
  assert.equal((await readyz(node.url)).status, 503)
  for (const error of await Promise.all(operations)) assert.equal(error.code, 'UNAVAILABLE')
  // Connections that are opened now work.
  proxy.go()
  await until(async () => (await readyz(node.url)).status === 200, { what: 'the node to be ready' })
  for (const roomId of rooms) {
    await until(() => client.request('send', text(roomId, 'after')).then(Boolean, () => false), {
      what: 'the lane',
    })
  }
  // Written past the node: only its sweep finds it.
  const [roomId = 0] = rooms
  const [row] = await chat.sql<{ seq: number }[]>`
    with advanced as (
      update rooms set last_seq = last_seq + 1, message_count = message_count + 1 where id = ${roomId}
      returning last_seq, message_count
    )
    insert into messages (room_id, seq, event, sender_id, client_message_id, type, content, message_no, sent_at)
    select ${roomId}, last_seq, 'message', ${member.id}, gen_random_uuid(), 'TEXT', '{"text":"swept"}', message_count, now()
    from advanced returning seq`
  await client.reached(roomId, row!.seq)
})

test('a database that is stopped is away for every node: none is taken out of rotation', async (t) => {
  const postgres = await ownPostgres(t)
  const chat = await openChat(t, { nodes: 0 })
  const node = await chat.addNode({ DATABASE_URL: postgres.url, PROBE_INTERVAL_MS: '20' })
  const sql = connect(postgres.url)
  t.after(() => sql.end({ timeout: 1 }))
  await sql`update projection set completed_at = now()`
  const up = async (value: number) => (await metric(node.url, 'chat_database_up')) === value
  await until(() => up(1), { what: 'the probe' })
  await postgres.stop()
  await until(() => up(0), { what: 'the probe to notice' })
  for (const _ of upTo(3)) assert.equal((await readyz(node.url)).checks['database'], true)
  await postgres.start()
  await until(() => up(1), { what: 'the probe to notice' })
})
