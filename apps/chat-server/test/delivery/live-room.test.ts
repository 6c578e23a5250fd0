import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@munova/testing'
import { LiveRoom } from '../../src/delivery/room/live-room.ts'
import { ProcessLoad } from '../../src/delivery/room/process-load.ts'
import { RingMemory } from '../../src/delivery/room/ring-memory.ts'
import { type Sink, Subscription } from '../../src/delivery/room/subscription.ts'
import type { LogEntry } from '../../src/log/entry.ts'

const entry = (seq: number): LogEntry => ({
  roomId: 1,
  seq,
  body: Buffer.from(`${seq} `),
  endsFor: undefined,
})

/** A room with one subscriber, whose every write takes `writeMs` of the process's time; the process is busy unless `pressure` says otherwise. */
function openRoom(options: { batchWindowMs: number; writeMs: number; pressure?: number }) {
  const writes: string[] = []
  const delivered: number[] = []
  const room = new LiveRoom(
    {
      limits: {
        ringEntries: 16,
        gapTimeoutMs: 25,
        batchWindowMs: options.batchWindowMs,
        ephemeralPerSecond: 1,
      },
      load: { pressure: options.pressure ?? 1 },
      ringMemory: new RingMemory({ maxBytes: 1_000_000, onEvicted: () => {} }),
      readLog: () => Promise.resolve([]),
      onReadFailed: () => {},
      onDifference: () => {},
      onDelivered: (entries) => delivered.push(entries.length),
    },
    { roomId: 1, head: 0, epoch: 1 },
  )
  const sink: Sink = {
    encoding: { key: 'test', encode: ({ body }) => body },
    entryCapacity: () => Infinity,
    byteCapacity: () => Infinity,
    send(bytes) {
      writes.push(bytes.toString())
      const end = performance.now() + options.writeMs
      while (performance.now() < end) continue
    },
    end: () => {},
  }
  const mutex = { run: async <T>(step: () => T | PromiseLike<T>) => step() }
  const subscription = new Subscription({ room, memberId: 1, position: 0, checkedAtSeq: 0, sink, mutex })
  subscription.start()
  return { room, writes, delivered }
}

function spin(): Promise<void> {
  const end = performance.now() + 300
  while (performance.now() < end) continue
  return Promise.resolve()
}

/** Passes one entry in each turn of the event loop, so that no two share a turn. */
async function receiveOneByOne(room: LiveRoom, count: number) {
  for (let seq = 1; seq <= count; seq++) {
    room.receive(entry(seq))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('after a slow delivery a room waits for its batch window, and the entries that arrive meanwhile are delivered in one write', async () => {
  const { room, writes, delivered } = openRoom({ batchWindowMs: 500, writeMs: 20 })
  await receiveOneByOne(room, 8)
  await until(() => writes.join('') === '1 2 3 4 5 6 7 8 ' || undefined, { what: 'all entries' })
  assert.deepEqual(delivered, [1, 7])
  room.close()
})

test('while the process is idle a room delivers at once, however long a delivery takes', async () => {
  const { room, writes, delivered } = openRoom({ batchWindowMs: 500, writeMs: 20, pressure: 0 })
  await receiveOneByOne(room, 8)
  await until(() => writes.join('') === '1 2 3 4 5 6 7 8 ' || undefined, { what: 'all entries' })
  assert.deepEqual(delivered, [1, 1, 1, 1, 1, 1, 1, 1])
  room.close()
})

test('the pressure follows what the event loop of the process does', async () => {
  const load = new ProcessLoad()
  const after = async (work: () => Promise<void>) => {
    await work()
    return load.pressure
  }
  assert.equal(await after(spin), 1)
  assert.equal(await after(() => pause(300)), 0)
})

test('with a batch window of 0 a room delivers at once', async () => {
  const { room, writes } = openRoom({ batchWindowMs: 0, writeMs: 20 })
  await receiveOneByOne(room, 4)
  await until(() => writes.length === 4 || undefined, { what: 'all entries' })
  assert.equal(writes.join(''), '1 2 3 4 ')
  room.close()
})

test('a room that is closed during its batch window delivers nothing more', async () => {
  const { room, writes } = openRoom({ batchWindowMs: 10, writeMs: 20 })
  await receiveOneByOne(room, 2)
  await until(() => writes.length === 1 || undefined, { what: 'the first entry' })
  room.close()
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.deepEqual(writes, ['1 '])
})
