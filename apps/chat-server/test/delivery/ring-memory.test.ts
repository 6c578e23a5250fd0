import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RingBuffer } from '../../src/delivery/room/ring-buffer.ts'
import { RingMemory } from '../../src/delivery/room/ring-memory.ts'
import type { LogEntry } from '../../src/log/entry.ts'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

const entry = (seq: number, bytes: number): LogEntry => ({
  roomId: 1,
  seq,
  body: Buffer.alloc(bytes, String(seq)),
  endsFor: undefined,
})

test('above RING_MEMORY_BYTES the oldest entries are given up, and who resumes there still gets every entry once', async (t) => {
  const maxBytes = 150_000
  const chat = await openChat(t, { settings: { RING_MEMORY_BYTES: String(maxBytes) } })
  const member = await chat.member()
  const rooms = [await chat.group(member.id), await chat.group(member.id)]
  const client = await chat.client(member)
  const metric = async (name: string) => {
    const page = await (await fetch(new URL('/metrics', chat.nodes[0]!.url))).text()
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(page)?.[1])
  }
  for (const roomId of rooms) {
    await client.request('subscribe', { roomId })
    await Promise.all(upTo(200).map(() => client.request('send', text(roomId, '가'.repeat(300)))))
  }
  const bytes = await metric('chat_ring_bytes')
  assert.ok(bytes > 0 && bytes <= maxBytes, `${bytes}`)
  assert.ok((await metric('chat_ring_evictions_total')) > 0)
  for (const roomId of rooms) {
    const reader = await chat.client(member)
    const logReads = await metric('chat_log_reads_total')
    await reader.request('subscribe', { roomId, after: 0 })
    await reader.reached(roomId, 200)
    assert.deepEqual(reader.seqs(roomId), upTo(200))
    assert.ok((await metric('chat_log_reads_total')) > logReads)
  }
})

test('the bytes of a ring buffer are its entries and the slabs that hold them, and a closed room has none', () => {
  let evictions = 0
  const memory = new RingMemory({ maxBytes: 1_000_000, onEvicted: () => evictions++ })
  const rings = upTo(3).map(() => new RingBuffer({ capacity: 100, memory }))
  for (const seq of upTo(1_000)) for (const ring of rings) ring.push(entry(seq, 1_000))
  assert.equal(evictions, 0)
  // 300 entries of 1,000 bytes need five slabs, and the sixth is being filled.
  assert.ok(memory.bytes <= 300 * 250 + 6 * 65_536, `${memory.bytes}`)
  assert.deepEqual(rings[0]!.after(997, 10)?.map(({ seq, body }) => [seq, body.equals(entry(seq, 1_000).body)]), [[998, true], [999, true], [1_000, true]]) // prettier-ignore
  for (const ring of rings) ring.clear()
  assert.equal(memory.bytes, 0)
})

test('a silent room loses its entries before a busy one, and a body above the bound is kept by none', () => {
  const memory = new RingMemory({ maxBytes: 200_000, onEvicted: () => {} })
  const [silent, busy] = [new RingBuffer({ capacity: 50, memory }), new RingBuffer({ capacity: 50, memory })]
  silent.push(entry(1, 100))
  for (const seq of upTo(300)) busy.push(entry(seq, 2_000))
  assert.equal(silent.after(0, 10), undefined)
  assert.deepEqual(busy.after(290, 2)?.map(({ seq }) => seq), [291, 292]) // prettier-ignore
  busy.push(entry(301, 300_000))
  assert.equal(busy.after(300, 1), undefined)
  assert.equal(memory.bytes, 0)
  busy.push(entry(302, 10))
  assert.equal(busy.after(301, 1)?.length, 1)
})
