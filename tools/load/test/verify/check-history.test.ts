import assert from 'node:assert/strict'
import test from 'node:test'
import { Column } from '../../src/verify/history/uint32-list.ts'
import { FOREIGN, Stream } from '../../src/verify/history/history.ts'
import { judge } from '../../src/verify/checks/check-history.ts'
import { type ViolationKind, violationKinds } from '../../src/verify/checks/violations.ts'
import {
  ALICE,
  BOB,
  body,
  CAROL,
  goodHistory,
  redeliver,
  ROOM,
  text,
  type Told,
  upTo,
} from '../support/history.ts'

/** Ways to spoil a history, and what must then be found: each kind with the seq where it happened. */
const spoiled: {
  claim: string
  spoil: (history: Told) => void
  finds: [ViolationKind, number, number | undefined][]
}[] = [
  {
    claim: 'an acked message that is not in the log',
    spoil: ({ room, sent }) => {
      const message = sent.add({ roomId: ROOM, senderId: BOB, text: 5 })
      sent.attempt(message, 0)
      sent.answered(message, room.lastSeq + 1)
    },
    finds: [['lost', 11, BOB]],
  },
  {
    claim: 'an acked message that lies under another seq',
    spoil: ({ sent }) => sent.seqs.set(0, 2),
    finds: [['lost', 2, ALICE]],
  },
  {
    claim: 'a repeated message that is acked with another seq',
    spoil: ({ sent }) => {
      sent.attempt(2, 0)
      sent.answered(2, 9)
    },
    finds: [['contradicted', 9, ALICE]],
  },
  {
    claim: 'two messages of one connection in another order than they were sent',
    spoil: ({ room, sent }) => {
      for (const [message, seq] of [
        [0, 2],
        [1, 1],
      ] as const) {
        sent.seqs.set(message, seq)
        room.messages.set(seq - 1, message + 1)
        room.texts.set(seq - 1, text(message))
      }
    },
    finds: [['overtaken', 1, ALICE]],
  },
  {
    claim: 'a message that is stored twice',
    spoil: ({ room, sent }) => {
      room.messages.set(9, 1)
      room.texts.set(9, text(0))
      // The one that was there is not acked, so that nothing else is wrong.
      sent.seqs.set(7, 0)
    },
    finds: [['stored twice', 10, ALICE]],
  },
  {
    claim: 'a message that was refused and is stored',
    spoil: ({ sent }) => {
      sent.seqs.set(7, 0)
      sent.refused(7)
    },
    finds: [['stored though refused', 10, ALICE]],
  },
  {
    claim: 'a message that nobody of this run has sent',
    spoil: ({ room, sent }) => {
      room.messages.set(9, FOREIGN)
      sent.seqs.set(7, 0)
    },
    finds: [['foreign', 10, ALICE]],
  },
  {
    claim: 'a message that was never sent',
    spoil: ({ room }) => {
      room.seqs.push(11)
      room.bodies.push(body(11))
      room.senders.push(ALICE)
      room.messages.push(99)
      room.texts.push(text(98))
      room.lastSeq = 11
    },
    finds: [
      ['foreign', 11, ALICE],
      ['incomplete', 11, ALICE],
      ['incomplete', 11, BOB],
      ['incomplete', 11, CAROL],
    ],
  },
  {
    claim: "a message under somebody else's name",
    spoil: ({ room }) => room.senders.set(9, BOB),
    finds: [
      ['foreign', 10, BOB],
      ['lost', 10, ALICE],
    ],
  },
  {
    claim: 'a message whose text was changed',
    spoil: ({ room }) => room.texts.set(1, 1),
    finds: [['altered', 2, ALICE]],
  },
  {
    claim: 'a message of somebody who was no member at that moment',
    spoil: ({ room, sent }) => {
      room.senders.set(4, CAROL)
      sent.senders.set(3, CAROL)
    },
    finds: [['intruder', 5, CAROL]],
  },
  {
    claim: 'a log that ends before the end that its room tells',
    spoil: ({ room }) => (room.lastSeq = 11),
    finds: [
      ['hole', 10, undefined],
      ['incomplete', 11, ALICE],
      ['incomplete', 11, BOB],
      ['incomplete', 11, CAROL],
    ],
  },
  {
    claim: 'a delivery that was left out',
    spoil: (history) => redeliver(history, ALICE, [1, 2, 4, 5, 6, 7, 8, 9, 10]),
    finds: [['gap', 3, ALICE]],
  },
  {
    claim: 'a delivery that was left out where the connection changed',
    spoil: (history) => redeliver(history, BOB, [1, 2, 3, 4, 5, 7, 8, 9, 10]),
    finds: [['gap', 6, BOB]],
  },
  {
    claim: 'the first delivery left out',
    spoil: (history) => redeliver(history, ALICE, upTo(10).slice(1)),
    finds: [['gap', 1, ALICE]],
  },
  {
    claim: 'a delivery that came twice',
    spoil: (history) => redeliver(history, ALICE, [1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10]),
    finds: [['doubled', 3, ALICE]],
  },
  {
    claim: 'a delivery that came twice, the second time over the next connection',
    spoil: (history) => redeliver(history, BOB, [1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10]),
    finds: [['doubled', 5, BOB]],
  },
  {
    claim: 'two deliveries in the wrong order',
    spoil: (history) => redeliver(history, ALICE, [1, 2, 4, 3, 5, 6, 7, 8, 9, 10]),
    finds: [['reordered', 3, ALICE]],
  },
  {
    claim: 'a member who never gets the end of the log',
    spoil: (history) => redeliver(history, CAROL, upTo(8)),
    finds: [['incomplete', 9, CAROL]],
  },
  {
    claim: 'a delivery of what is not stored',
    spoil: (history) => redeliver(history, ALICE, upTo(11)),
    finds: [['ghost', 11, ALICE]],
  },
  {
    claim: 'a delivery with other bytes than the others got',
    spoil: (history) => history.of(BOB).bodies.set(6, 1),
    finds: [['different', 7, BOB]],
  },
  {
    claim: 'a delivery after the membership had ended',
    spoil: (history) => (history.of(CAROL).segments[1]!.at = 5),
    finds: [['leak', 5, CAROL]],
  },
  {
    claim: 'a subscription that outlives the membership, though the member came back',
    spoil: (history) => (history.of(CAROL).segments.length = 1),
    finds: [5, 6, 7, 8, 9].map((seq) => ['leak', seq, CAROL]),
  },
  {
    claim: 'a delivery to somebody who was never in the room',
    spoil: ({ streams }) => {
      const stream = new Stream(99, ROOM)
      stream.segments.push({ connection: 0, after: 0, at: 0, membership: 0 })
      stream.push(1, body(1))
      streams.push(stream)
    },
    finds: [['leak', 1, 99]],
  },
  {
    claim: 'a delivery without any subscription',
    spoil: (history) => (history.of(ALICE).segments[0]!.at = 1),
    finds: [['leak', 1, ALICE]],
  },
  {
    claim: 'a delivery of a room that does not exist',
    spoil: ({ streams }) => {
      const stream = new Stream(ALICE, 1_234)
      stream.push(1, 1)
      streams.push(stream)
    },
    finds: [
      ['ghost', 1, ALICE],
      ['leak', 1, ALICE],
    ],
  },
]

test('a history without a fault is without a violation', () => {
  assert.deepEqual(judge(goodHistory()).first, [])
  assert.equal(judge(goodHistory()).total, 0)
})

for (const { claim, spoil, finds } of spoiled) {
  test(`found: ${claim}`, () => {
    const history = goodHistory()
    spoil(history)
    const found = judge(history).first.map(({ kind, seq, memberId }) => [kind, seq, memberId])
    assert.deepEqual(found, finds)
  })
}

test('found: a seq that the log leaves out', () => {
  const history = goodHistory()
  const { room } = history
  for (const column of ['seqs', 'bodies', 'senders', 'messages', 'texts'] as const) {
    room[column] = Column.of(upTo(10).flatMap((seq) => (seq === 6 ? [] : [room[column].at(seq - 1)])))
  }
  const found = judge(history).first.map(({ kind, seq, memberId }) => [kind, seq, memberId])
  assert.deepEqual(found, [
    ['hole', 6, undefined],
    ['lost', 6, ALICE],
    ['ghost', 6, ALICE],
    ['ghost', 6, BOB],
    ['ghost', 6, CAROL],
  ])
})

test('every kind of violation is one that a test provokes', () => {
  const provoked = new Set(spoiled.flatMap(({ finds }) => finds.map(([kind]) => kind)))
  assert.deepEqual(provoked, new Set(Object.keys(violationKinds)))
})

test('a violation tells the connections of the member before and around it', () => {
  const history = goodHistory()
  redeliver(history, BOB, [1, 2, 3, 4, 5, 7, 8, 9, 10])
  const [violation] = judge(history).first
  assert.equal(
    violation!.detail,
    'followed by 7; connection 1 (ws, node 0, from 0.00 s, open at the end): after 0, got 1–5; ' +
      'connection 2 (ws, node 1, from 0.00 s, open at the end): after 5, got 7–10',
  )
})

test('of many violations of a kind all are counted and the first are told', () => {
  const history = goodHistory()
  for (const seq of upTo(10)) history.of(ALICE).bodies.set(seq - 1, 0)
  const { counts, first, total } = judge(history)
  assert.deepEqual([...counts], [['different', 10]])
  assert.equal(total, 10)
  assert.equal(first.length, 5)
})
