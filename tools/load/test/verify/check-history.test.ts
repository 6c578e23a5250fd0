import assert from 'node:assert/strict'
import test from 'node:test'
import { Uint32List } from '../../src/verify/history/uint32-list.ts'
import { FOREIGN, Stream } from '../../src/verify/history/history.ts'
import { checkHistory } from '../../src/verify/checks/check-history.ts'
import { type ViolationKind, violationKinds } from '../../src/verify/checks/violations.ts'
import {
  ALICE,
  BOB,
  body,
  CAROL,
  goodHistory,
  loseTail,
  redeliver,
  ROOM,
  text,
  type GoodHistory,
  upTo,
} from '../support/history.ts'

/** Corruptions of a history, and the violations that must be found: kind, seq and member. */
const corruptions: {
  claim: string
  corrupt: (history: GoodHistory) => void
  finds: [ViolationKind, number, number | undefined][]
}[] = [
  {
    claim: 'an acked message that is not in the log',
    corrupt: ({ room, sent }) => {
      const message = sent.add({ roomId: ROOM, senderId: BOB, text: 5 })
      sent.recordAttempt(message, 0)
      sent.recordAck(message, room.lastSeq + 1)
    },
    finds: [['lost', 11, BOB]],
  },
  {
    claim: 'an acked message that is stored under another seq',
    corrupt: ({ sent }) => sent.seqs.set(0, 2),
    finds: [['lost', 2, ALICE]],
  },
  {
    claim: 'a resent message that is acked with another seq',
    corrupt: ({ sent }) => {
      sent.recordAttempt(2, 0)
      sent.recordAck(2, 9)
    },
    finds: [['other ack', 9, ALICE]],
  },
  {
    claim: 'two messages of one connection in another order than they were sent',
    corrupt: ({ room, sent }) => {
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
    corrupt: ({ room, sent }) => {
      room.messages.set(9, 1)
      room.texts.set(9, text(0))
      // The replaced message is unacked, so that there is no other violation.
      sent.seqs.set(7, 0)
    },
    finds: [['stored twice', 10, ALICE]],
  },
  {
    claim: 'a message that was rejected and is stored',
    corrupt: ({ sent }) => {
      sent.seqs.set(7, 0)
      sent.recordRejection(7)
    },
    finds: [['stored though rejected', 10, ALICE]],
  },
  {
    claim: 'a message of another run',
    corrupt: ({ room, sent }) => {
      room.messages.set(9, FOREIGN)
      sent.seqs.set(7, 0)
    },
    finds: [['foreign', 10, ALICE]],
  },
  {
    claim: 'a message that was never sent',
    corrupt: ({ room }) => {
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
    claim: 'a message under the name of another member',
    corrupt: ({ room }) => room.senders.set(9, BOB),
    finds: [
      ['foreign', 10, BOB],
      ['lost', 10, ALICE],
    ],
  },
  {
    claim: 'a message whose text was changed',
    corrupt: ({ room }) => room.texts.set(1, 1),
    finds: [['altered', 2, ALICE]],
  },
  {
    claim: 'a message of a member who was not in the room at that time',
    corrupt: ({ room, sent }) => {
      room.senders.set(4, CAROL)
      sent.senders.set(3, CAROL)
    },
    finds: [['non-member', 5, CAROL]],
  },
  {
    claim: 'a log that ends before the last_seq of its room',
    corrupt: ({ room }) => (room.lastSeq = 11),
    finds: [
      ['log gap', 10, undefined],
      ['incomplete', 11, ALICE],
      ['incomplete', 11, BOB],
      ['incomplete', 11, CAROL],
    ],
  },
  {
    claim: 'a missing delivery',
    corrupt: (history) => redeliver(history, ALICE, [1, 2, 4, 5, 6, 7, 8, 9, 10]),
    finds: [['delivery gap', 3, ALICE]],
  },
  {
    claim: 'a missing delivery at a change of the connection',
    corrupt: (history) => redeliver(history, BOB, [1, 2, 3, 4, 5, 7, 8, 9, 10]),
    finds: [['delivery gap', 6, BOB]],
  },
  {
    claim: 'a missing first delivery',
    corrupt: (history) => redeliver(history, ALICE, upTo(10).slice(1)),
    finds: [['delivery gap', 1, ALICE]],
  },
  {
    claim: 'a delivery that came twice',
    corrupt: (history) => redeliver(history, ALICE, [1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10]),
    finds: [['doubled', 3, ALICE]],
  },
  {
    claim: 'a delivery that came twice, the second time over the next connection',
    corrupt: (history) => redeliver(history, BOB, [1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10]),
    finds: [['doubled', 5, BOB]],
  },
  {
    claim: 'two deliveries in the wrong order',
    corrupt: (history) => redeliver(history, ALICE, [1, 2, 4, 3, 5, 6, 7, 8, 9, 10]),
    finds: [['reordered', 3, ALICE]],
  },
  {
    claim: 'a member who never receives the end of the log',
    corrupt: (history) => redeliver(history, CAROL, [1, 2, 3, 4, 7, 8]),
    finds: [['incomplete', 9, CAROL]],
  },
  {
    claim: 'a delivery of an entry that is not stored',
    corrupt: (history) => redeliver(history, ALICE, upTo(11)),
    finds: [['ghost', 11, ALICE]],
  },
  {
    claim: 'a delivery with other bytes than the others received',
    corrupt: (history) => history.of(BOB).bodies.set(6, 1),
    finds: [['different', 7, BOB]],
  },
  {
    claim: 'a delivery after the membership had ended',
    corrupt: (history) => (history.of(CAROL).segments[1]!.at = 5),
    finds: [['leak', 7, CAROL]],
  },
  {
    claim: 'a subscription that outlives the membership, although the member rejoined',
    corrupt: (history) => (history.of(CAROL).segments.length = 1),
    finds: [7, 8, 9, 10].map((seq) => ['leak', seq, CAROL]),
  },
  {
    claim: 'a delivery of what was said while the member was removed',
    corrupt: (history) => redeliver(history, CAROL, upTo(10)),
    finds: [5, 6].map((seq) => ['leak', seq, CAROL]),
  },
  {
    claim: 'the rest of a membership that a member who stayed connected does not get',
    corrupt: (history) => {
      redeliver(history, CAROL, [1, 2, 7, 8, 9, 10])
      history.of(CAROL).segments[1]!.at = 2
    },
    finds: [['delivery gap', 3, CAROL]],
  },
  {
    claim: 'what came before a removal, delivered after the return',
    corrupt: (history) => {
      redeliver(history, CAROL, [1, 2, 3, 4, 7, 8, 9, 10])
      const [before, after] = history.of(CAROL).segments
      before!.connection = 2
      after!.at = 2
    },
    finds: [
      ['doubled', 3, CAROL],
      ['doubled', 4, CAROL],
    ],
  },
  {
    claim: 'a delivery to a member who was never in the room',
    corrupt: ({ streams }) => {
      const stream = new Stream(99, ROOM)
      stream.segments.push({ connection: 0, after: 0, at: 0, membership: 0 })
      stream.push(1, body(1))
      streams.push(stream)
    },
    finds: [['leak', 1, 99]],
  },
  {
    claim: 'a delivery without any subscription',
    corrupt: (history) => (history.of(ALICE).segments[0]!.at = 1),
    finds: [['leak', 1, ALICE]],
  },
  {
    claim: 'a member who was not told of a loss',
    corrupt: (history) => {
      loseTail(history)
      history.of(BOB).losses.length = 0
    },
    finds: [
      ['different', 9, BOB],
      ['different', 10, BOB],
      ['doubled', 9, BOB],
      ['doubled', 10, BOB],
    ],
  },
  {
    claim: 'a member who took back too little',
    corrupt: (history) => {
      loseTail(history)
      history.of(BOB).losses[0]!.after = 9
    },
    finds: [
      ['different', 9, BOB],
      ['doubled', 9, BOB],
    ],
  },
  {
    claim: 'an entry that was taken back, and was neither stored nor deleted',
    corrupt: (history) => {
      loseTail(history)
      history.of(BOB).bodies.set(8, 1)
    },
    finds: [['different', 9, BOB]],
  },
  {
    claim: 'what replaced a lost entry, and does not arrive',
    corrupt: (history) => {
      loseTail(history)
      const { losses } = history.of(BOB)
      redeliver(history, BOB, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      history.of(BOB).losses.push({ ...losses[0]!, at: 10 })
    },
    finds: [['incomplete', 9, BOB]],
  },
  {
    claim: 'a loss that was none',
    corrupt: (history) => history.of(BOB).losses.push({ after: 10, until: 10, at: 10 }),
    finds: [['false loss', 11, BOB]],
  },
  {
    claim: 'a loss of more than the member had',
    corrupt: (history) => {
      loseTail(history)
      history.of(BOB).losses[0]!.until = 11
    },
    finds: [['false loss', 9, BOB]],
  },
  {
    claim: 'an acked message that was deleted under another seq',
    corrupt: (history) => {
      loseTail(history)
      history.sent.seqs.set(8, 10)
    },
    finds: [['lost', 10, ALICE]],
  },
  {
    claim: 'a delivery of a room that does not exist',
    corrupt: ({ streams }) => {
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

test('a correct history has no violations', () => {
  assert.deepEqual(checkHistory(goodHistory()).first, [])
  assert.equal(checkHistory(goodHistory()).total, 0)
})

test('a member who was away when they were removed does not get the rest of that membership', () => {
  const history = goodHistory()
  redeliver(history, CAROL, [1, 2, 7, 8, 9, 10])
  const [before, after] = history.of(CAROL).segments
  before!.connection = 2
  after!.at = 2
  assert.deepEqual(checkHistory(history).first, [])
})

test('a history whose log has lost entries, of which everybody was told, has no violations', () => {
  const history = goodHistory()
  loseTail(history)
  assert.deepEqual(checkHistory(history).first, [])
})

for (const { claim, corrupt, finds } of corruptions) {
  test(`found: ${claim}`, () => {
    const history = goodHistory()
    corrupt(history)
    const found = checkHistory(history).first.map(({ kind, seq, memberId }) => [kind, seq, memberId])
    assert.deepEqual(found, finds)
  })
}

test('found: a seq that is missing in the log', () => {
  const history = goodHistory()
  const { room } = history
  for (const column of ['seqs', 'bodies', 'senders', 'messages', 'texts'] as const) {
    room[column] = Uint32List.of(upTo(10).flatMap((seq) => (seq === 6 ? [] : [room[column].at(seq - 1)])))
  }
  const found = checkHistory(history).first.map(({ kind, seq, memberId }) => [kind, seq, memberId])
  assert.deepEqual(found, [
    ['log gap', 6, undefined],
    ['lost', 6, ALICE],
    ['ghost', 6, ALICE],
    ['ghost', 6, BOB],
  ])
})

test('every kind of violation is provoked by a test', () => {
  const provoked = new Set(corruptions.flatMap(({ finds }) => finds.map(([kind]) => kind)))
  assert.deepEqual(provoked, new Set(Object.keys(violationKinds)))
})

test('a violation describes the connections of the member before and after it', () => {
  const history = goodHistory()
  redeliver(history, BOB, [1, 2, 3, 4, 5, 7, 8, 9, 10])
  const [violation] = checkHistory(history).first
  assert.equal(
    violation!.detail,
    'followed by 7; connection 1 (ws, node 0, from 0.00 s, open at the end): after 0, got 1–5; ' +
      'connection 2 (ws, node 1, from 0.00 s, open at the end): after 5, got 7–10',
  )
})

test('of many violations of a kind all are counted and the first are kept in detail', () => {
  const history = goodHistory()
  for (const seq of upTo(10)) history.of(ALICE).bodies.set(seq - 1, 0)
  const { counts, first, total } = checkHistory(history)
  assert.deepEqual([...counts], [['different', 10]])
  assert.equal(total, 10)
  assert.equal(first.length, 5)
})
