import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@munova/testing'
import { openChat, text } from './support/chat.ts'
import { TestClient, upTo } from './support/client.ts'
import { nodeProcess } from './support/node-process.ts'

test('kill -9 of a node right after acks: nothing acked is missing, clients resume on the other node', async (t) => {
  const chat = await openChat(t, { nodes: 1, broker: 'rabbit' })
  const [victim, survivor] = [await nodeProcess(t, chat), chat.nodes[0]!]
  const [writer, reader] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(writer.id, reader.id)
  const writing = await TestClient.open(victim.url)
  await writing.request('connect', { token: writer.token })
  const reading = await TestClient.open(victim.url)
  await reading.request('connect', { token: reader.token })
  await reading.request('subscribe', { roomId, after: 0 })

  const acked: number[] = []
  const inTime = 200
  // Sends keep coming while the process dies; those without an answer are free to be stored or not.
  const sends = upTo(inTime + 300).map((n) =>
    writing.request('send', text(roomId, `${n}`)).then(
      ({ seq }) => acked.push(seq),
      () => undefined,
    ),
  )
  await until(() => acked.length >= inTime || undefined, { what: 'enough acks' })
  await Promise.all([victim.kill(), ...sends])
  await reading.closed()
  // The statement under way outlives the process that sent it.
  const running = () =>
    chat.sql`
      select from pg_stat_activity
      where datname = current_database() and application_name = 'chat-server append' and state <> 'idle'`
  await until(async () => (await running()).length === 0, { what: 'the last statement of the node' })

  const stored = await chat.sql<
    { seq: number }[]
  >`select seq from messages where room_id = ${roomId} order by seq`
  const seqs = stored.map(({ seq }) => seq)
  assert.deepEqual(seqs, upTo(seqs.length))
  for (const seq of acked) assert.ok(seqs.includes(seq), `acked seq ${seq} is not stored`)

  const seen = reading.seqs(roomId)
  assert.deepEqual(seen, upTo(seen.length))
  const resumed = await chat.client(reader, survivor)
  await resumed.request('subscribe', { roomId, after: seen.length })
  if (seqs.length > seen.length) await resumed.reached(roomId, seqs.length)
  assert.deepEqual([...seen, ...resumed.seqs(roomId)], seqs)
})

test('database backends terminated in the middle: nothing uncaught, nothing hangs, a retry gives the same seq', async (t) => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note).on('unhandledRejection', note)
  t.after(() => process.off('uncaughtException', note).off('unhandledRejection', note))

  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  await client.request('subscribe', { roomId })
  const messages = upTo(600).map((n) => text(roomId, `${n}`))
  const stop = new AbortController()
  const killer = (async () => {
    while (!stop.signal.aborted) {
      await chat.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'chat-server%'`
      await pause(100)
    }
  })()
  const answers = new Map<string, number>()
  let failed = 0
  for (let from = 0; from < messages.length; from += 10) {
    const some = messages.slice(from, from + 10).map(async (message) => {
      const answer = await client.request('send', message).catch(() => undefined)
      if (answer) answers.set(message.clientMessageId, answer.seq)
      else failed++
    })
    await Promise.all(some)
  }
  t.diagnostic(`${answers.size} acked, ${failed} answered with an error meanwhile`)
  stop.abort()
  await killer
  for (const message of messages) {
    const { seq } = await client.request('send', message)
    const before = answers.get(message.clientMessageId)
    if (before !== undefined) assert.equal(seq, before, 'the answer of the first time')
  }
  const [row] = await chat.sql<{ count: number; last: number }[]>`
    select count(*) as count, max(seq) as last from messages where room_id = ${roomId}`
  assert.deepEqual(row, { count: messages.length, last: messages.length })
  await client.reached(roomId, messages.length)
  assert.deepEqual(client.seqs(roomId), upTo(messages.length))
  assert.deepEqual(uncaught, [])
})

test('an entry whose notification is lost is found by the sweep', async (t) => {
  const chat = await openChat(t, { settings: { SWEEP_MS: '300' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  await client.request('subscribe', { roomId })
  // Stored by a node that died before it announced the entry.
  await chat.sql`
    with room as (update rooms set last_seq = 2, message_count = 2 where id = ${roomId} returning id)
    insert into messages (room_id, seq, event, sender_id, client_message_id, type, content, message_no, sent_at)
    select id, n, 'message', ${member.id}, gen_random_uuid(), 'TEXT', '{"text":"unheard"}', n, now()
    from room, generate_series(1, 2) n`
  await client.reached(roomId, 2)
  assert.deepEqual(client.seqs(roomId), [1, 2])
})
