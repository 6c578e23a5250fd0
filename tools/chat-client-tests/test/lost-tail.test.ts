import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEntry } from '@munova/chat-contract'
import { migrations } from '@munova/chat-server'
import { type Cleanup, metric, ownPostgres, testDatabase, testVhost, until } from '@munova/testing'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { type Chat, openChat, text, upTo, wsUrl } from './support/chat.ts'

/** What a failover does to a room whose newest entries were not replicated. */
async function loseTail({ sql }: Chat, roomId: number, lastSeq: number): Promise<void> {
  await sql`
    with lost as (delete from messages where room_id = ${roomId} and seq > ${lastSeq})
    update rooms set last_seq = ${lastSeq}, message_count = ${lastSeq}, last_message_seq = ${lastSeq}
    where id = ${roomId}`
}

/** What a reader of a room has seen; `kept` without what it was told is lost. */
function reader() {
  const seen: string[] = []
  const kept: string[] = []
  const lost: { after: number; until: number }[] = []
  const ended: unknown[] = []
  return {
    seen,
    kept,
    lost,
    ended,
    options: {
      onEvent(event: RoomEntry) {
        const entry = `${event.seq} ${'text' in event.content ? event.content.text : ''}`
        seen.push(entry)
        assert.equal(kept.push(entry), event.seq, 'without a gap')
      },
      onLost(entries: { after: number; until: number }) {
        lost.push(entries)
        kept.length = entries.after
      },
      onEnded: (error: unknown) => ended.push(error),
    },
  }
}

/** A room with a reader behind a proxy, who can be cut off, and one who stays. */
async function openProxied(t: Cleanup) {
  const chat = await openChat(t, { settings: { SWEEP_MS: '100' } })
  const [away, present] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(away.id, present.id)
  const proxy = await openTcpProxy(t, chat.nodes[0]!.url)
  const limits = { backoffBaseMs: 20, backoffCapMs: 50 }
  const { client } = chat.client(away, { url: proxy.url, limits })
  const [gone, stayed] = [reader(), reader()]
  await client.join(roomId, { after: 0, ...gone.options })
  const room = await chat.client(present).client.join(roomId, { after: 0, ...stayed.options })
  return { chat, roomId, proxy, gone, stayed, room }
}

test('live readers of every node are told what the log has lost, and go on with what is there now', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { SWEEP_MS: '100' } })
  const [one, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(one.id, other.id)
  const readers = [reader(), reader()]
  const rooms = await Promise.all(
    [one, other].map((member, index) => {
      const { url } = chat.nodes[index]!
      const { client } = chat.client(member, { url: [`${url.replace('http', 'ws')}/ws`] })
      return client.join(roomId, { after: 0, ...readers[index]!.options })
    }),
  )
  const [writing] = rooms
  for (const n of upTo(10)) await writing!.send(text(`old ${n}`))
  for (const { seen } of readers) await until(() => seen.length === 10, { what: 'the entries' })
  await loseTail(chat, roomId, 6)
  for (const { lost } of readers) await until(() => lost.length === 1, { what: 'the loss' })
  const { seq } = await writing!.send(text('new 7'))
  assert.equal(seq, 7)
  for (const { seen, lost, ended } of readers) {
    await until(() => seen.length === 11, { what: 'the new entry' })
    assert.equal(seen.at(-1), '7 new 7')
    assert.deepEqual(lost, [{ after: 6, until: 10 }])
    assert.deepEqual(ended, [])
  }
  const [room] = await chat.sql`select epoch, epoch_start as "epochStart" from rooms where id = ${roomId}`
  assert.deepEqual({ ...room }, { epoch: 2, epochStart: 6 })
})

test('a position beyond the end of the log is no error that ends the client', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { client } = chat.client(member)
  const before = reader()
  const room = await client.join(roomId, { ...before.options })
  for (const n of upTo(3)) await room.send(text(`old ${n}`))
  const { seen, lost, ended, options } = reader()
  // The position of a client that was away: more than the log has.
  await client.close()
  const { client: returning } = chat.client(member)
  const again = await returning.join(roomId, { after: 9, ...options })
  await again.send(text('new'))
  await until(() => seen.length === 1, { what: 'the new entry' })
  assert.deepEqual(seen, ['4 new'])
  assert.deepEqual(lost, [{ after: 3, until: 9 }])
  assert.deepEqual(ended, [])
})

test('a client that was away while the log lost its tail and grew again does not miss what replaced it', async (t) => {
  const { chat, roomId, proxy, gone, stayed, room } = await openProxied(t)
  for (const n of upTo(10)) await room.send(text(`old ${n}`))
  await until(() => gone.seen.length === 10, { what: 'the entries' })
  proxy.stop()
  await loseTail(chat, roomId, 6)
  await until(() => stayed.lost.length === 1, { what: 'the loss' })
  for (const n of upTo(6)) await room.send(text(`new ${n + 6}`))
  proxy.start()
  await until(() => gone.seen.length === 16, { what: 'what replaced the tail' })
  assert.deepEqual(gone.seen.slice(10), upTo(6).map((n) => `${n + 6} new ${n + 6}`)) // prettier-ignore
  assert.deepEqual(gone.lost, [{ after: 6, until: 10 }])
})

test('a client that was away while the log lost its tail twice misses nothing of what replaced it', async (t) => {
  const { chat, roomId, proxy, gone, stayed, room } = await openProxied(t)
  for (const n of upTo(6)) await room.send(text(`first ${n}`))
  await until(() => gone.seen.length === 6, { what: 'the entries' })
  proxy.stop()
  // The second loss is beyond what the client has, the first is not; the server knows only the second one.
  await loseTail(chat, roomId, 2)
  await until(() => stayed.lost.length === 1, { what: 'the first loss' })
  for (const n of upTo(8)) await room.send(text(`second ${n + 2}`))
  await loseTail(chat, roomId, 8)
  await until(() => stayed.lost.length === 2, { what: 'the second loss' })
  await room.send(text('third 9'))
  proxy.start()
  await until(() => gone.seen.at(-1) === '9 third 9', { what: 'the end of the log' })
  assert.deepEqual(gone.seen.slice(6), [
    ...upTo(2).map((n) => `${n} first ${n}`),
    ...upTo(6).map((n) => `${n + 2} second ${n + 2}`),
    '9 third 9',
  ])
  assert.deepEqual(gone.lost, [{ after: 0, until: 6 }])
})

/** Of a log that has lost what followed 6, and has others in its place. */
const grown = (last: number) => upTo(last).map((n) => `${n} ${n > 6 ? 'new' : 'old'} ${n}`)

test('the log has grown past what readers have, before a sweep: entries that are announced show the loss', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { SWEEP_MS: '3600000' } })
  const [one, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(one.id, other.id)
  const readers = [reader(), reader()]
  const [writing] = await Promise.all(
    [one, other].map((member, index) => {
      const { client } = chat.client(member, { url: wsUrl(chat.nodes[index]!) })
      return client.join(roomId, { after: 0, ...readers[index]!.options })
    }),
  )
  for (const n of upTo(10)) await writing!.send(text(`old ${n}`))
  for (const { seen } of readers) await until(() => seen.length === 10, { what: 'the entries' })
  await loseTail(chat, roomId, 6)
  for (const n of upTo(6)) await writing!.send(text(`new ${n + 6}`))
  for (const { kept, lost, ended } of readers) {
    await until(() => kept.at(-1) === '12 new 12' && lost.length > 0, { what: 'what replaced the tail' })
    assert.deepEqual(kept, grown(12))
    assert.equal(lost[0]!.after, 6)
    assert.ok(lost[0]!.until >= 10)
    assert.deepEqual(ended, [])
  }
  const [room] = await chat.sql`select epoch, epoch_start as "epochStart" from rooms where id = ${roomId}`
  assert.deepEqual({ ...room }, { epoch: 2, epochStart: 6 }, 'one epoch, though each node has noticed')
})

test('nothing of what replaced the tail is announced: the backfill of what follows shows the loss', async (t) => {
  const chat = await openChat(t, { settings: { SWEEP_MS: '3600000' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const { kept, lost, options } = reader()
  const room = await chat.client(member).client.join(roomId, { after: 0, ...options })
  for (const n of upTo(10)) await room.send(text(`old ${n}`))
  await until(() => kept.length === 10, { what: 'the entries' })
  await loseTail(chat, roomId, 6)
  // A node whose announcements nobody gets.
  const apart = await chat.addNode({ AMQP_URL: await testVhost(t) })
  const writing = await chat.client(member, { url: wsUrl(apart) }).client.join(roomId, { onEvent: () => {} })
  for (const n of upTo(5)) await writing.send(text(`new ${n + 6}`))
  await room.send(text('new 12'))
  await until(() => kept.at(-1) === '12 new 12' && lost.length > 0, { what: 'what replaced the tail' })
  assert.deepEqual(kept, grown(12))
  assert.equal(lost[0]!.after, 6)
})

test('a failover after which the log has as many entries as before, others, and none was announced: readers are told', async (t) => {
  const postgres = await ownPostgres(t)
  const database = await testDatabase(t, migrations, postgres.url)
  const proxy = await openTcpProxy(t, postgres.url)
  const behindProxy = new URL(database.url)
  behindProxy.port = new URL(proxy.url).port
  const chat = await openChat(t, { nodes: 0, database })
  const node = await chat.addNode({ DATABASE_URL: behindProxy.href, SWEEP_MS: '100' })
  const member = await chat.member()
  const [roomId, intact, quiet] = [
    await chat.group(member.id),
    await chat.group(member.id),
    await chat.group(member.id),
  ]
  const { client } = chat.client(member, { url: wsUrl(node) })
  const [told, untold, idle] = [reader(), reader(), reader()]
  const room = await client.join(roomId, { after: 0, ...told.options })
  const other = await client.join(intact, { after: 0, ...untold.options })
  await client.join(quiet, { after: 0, ...idle.options })
  for (const n of upTo(10)) {
    await room.send(text(`old ${n}`))
    await other.send(text(`old ${n}`))
  }
  await until(() => told.kept.length + untold.kept.length === 20, { what: 'the entries' })
  // From here to `start` the node sees nothing of the database.
  proxy.stop()
  await loseTail(chat, roomId, 6)
  const apart = await chat.addNode({ AMQP_URL: await testVhost(t) })
  const replacing = chat.client(member, { url: wsUrl(apart) }).client
  const writing = await replacing.join(roomId, { onEvent: () => {} })
  for (const n of upTo(4)) await writing.send(text(`new ${n + 6}`))
  await replacing.close()
  await postgres.failOver()
  proxy.start()
  await until(() => told.kept.at(-1) === '10 new 10', { what: 'what replaced the tail' })
  assert.deepEqual(told.kept, grown(10))
  assert.deepEqual(told.lost, [{ after: 6, until: 10 }])
  assert.equal(await metric(node.url, 'chat_epochs_ended_total'), 1)
  await other.send(text('after 11'))
  await until(() => untold.kept.length === 11, { what: 'the room that lost nothing' })
  assert.deepEqual([untold.lost, idle.lost], [[], []])
})
