import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { LiveRoom } from '../../src/delivery/room/live-room.ts'
import { type Sink, Subscription } from '../../src/delivery/room/subscription.ts'
import type { LogEntry } from '../../src/log/entry.ts'

const entry = (seq: number): LogEntry => ({ roomId: 1, seq, body: Buffer.from(`${seq} `), left: undefined })

/** A room with one subscriber, whose every write takes `writeMs` of the process's time. */
function openRoom(options: { restMs: number; writeMs: number }) {
  const writes: string[] = []
  const delivered: number[] = []
  const room = new LiveRoom(
    {
      limits: { ringEntries: 16, holeGraceMs: 25, roomRestMs: options.restMs, hintsPerSecond: 1 },
      read: () => Promise.resolve([]),
      readFailed: () => {},
      delivered: (entries) => delivered.push(entries),
    },
    { roomId: 1, head: 0 },
  )
  const sink: Sink = {
    encoding: { key: 'test', encode: ({ body }) => body },
    capacity: () => Infinity,
    space: () => Infinity,
    send(wire) {
      writes.push(wire.toString())
      const end = performance.now() + options.writeMs
      while (performance.now() < end) continue
    },
    end: () => {},
  }
  const turns = { inTurn: (step: () => Promise<boolean>) => step() }
  const subscription = new Subscription({ room, memberId: 1, position: 0, checkedAt: 0, sink, turns })
  subscription.start()
  return { room, writes, delivered }
}

/** Offers an entry in each turn of the event loop, so that none shares its turn with another. */
async function offerOneByOne(room: LiveRoom, count: number) {
  for (let seq = 1; seq <= count; seq++) {
    room.offer(entry(seq))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a room whose deliveries take long rests in between, and what came meanwhile leaves in one write', async () => {
  const { room, writes, delivered } = openRoom({ restMs: 500, writeMs: 20 })
  await offerOneByOne(room, 8)
  await until(() => writes.join('') === '1 2 3 4 5 6 7 8 ' || undefined, { what: 'all entries' })
  assert.deepEqual(delivered, [1, 7])
  room.close()
})

test('a room that may not rest delivers at once', async () => {
  const { room, writes } = openRoom({ restMs: 0, writeMs: 20 })
  await offerOneByOne(room, 4)
  await until(() => writes.length === 4 || undefined, { what: 'all entries' })
  assert.equal(writes.join(''), '1 2 3 4 ')
  room.close()
})

test('a room that is closed while it rests delivers no more', async () => {
  const { room, writes } = openRoom({ restMs: 10, writeMs: 20 })
  await offerOneByOne(room, 2)
  await until(() => writes.length === 1 || undefined, { what: 'the first entry' })
  room.close()
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.deepEqual(writes, ['1 '])
})
