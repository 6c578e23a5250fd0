import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { transportNames } from '../../src/clients/connection/transport.ts'
import { CleanupStack } from '../../src/runtime/cleanup.ts'
import type { Options, Scenario, Values } from '../../src/scenario/scenario.ts'
import { killAfterAck } from '../../src/verify/kill-after-ack.ts'
import type { FaultKind } from '../../src/verify/faults/schedule.ts'
import { verify } from '../../src/verify/verify.ts'
import { violationKinds } from '../../src/verify/checks/violations.ts'

/** Without the slow ones: stopping RabbitMQ and PostgreSQL, stalled readers. */
const quick: FaultKind[] = [
  ...(['node-kill', 'node-drain', 'amqp-close', 'backends', 'half-responses'] as const),
  ...(['half-open', 'vanish', 'membership'] as const),
]

async function run<Spec extends Options>(t: TestContext, scenario: Scenario<Spec>, values: Values<Spec>) {
  const cleanup = new CleanupStack()
  t.after(() => cleanup.run())
  const context = { cleanup, profile: undefined, log: (line: string) => t.diagnostic(line) }
  const result = await scenario.run(context, values)
  await cleanup.run()
  return { ...result, figures: new Map(result.figures.map(({ key, value }) => [key, value ?? 0])) }
}

test('two nodes under quick faults: every message of members on all transports is accounted for', async (t) => {
  const { figures, problems, notes } = await run(t, verify, {
    messages: 2_000,
    seconds: 14,
    nodes: 2,
    rooms: 6,
    members: 12,
    away: 1,
    faults: quick,
    transports: [...transportNames],
    // A seed whose schedule has all eight kinds of faults within the time.
    seed: 3_799,
  })
  assert.deepEqual(problems, [])
  for (const kind of Object.keys(violationKinds)) assert.equal(figures.get(`violations.${kind}`), 0)
  assert.ok(figures.get('acked')! >= 2_000)
  // Every room has four members, of whom one at a time may be removed for a while.
  assert.ok(figures.get('delivered')! <= figures.get('stored')! * 4)
  assert.ok(figures.get('delivered')! > figures.get('stored')! * 3)
  assert.equal(figures.get('closedForGood'), 0)
  assert.ok(figures.get('reconnects')! > 0)
  assert.equal(notes[0], 'seed 3799')
  assert.ok(notes.filter((note) => note.startsWith('fault')).length >= 8)
})

test('a rotated key, a database that is away while events arrive, and a frozen node: nobody is turned away and nothing is parked', async (t) => {
  const faults: FaultKind[] = ['key-rotation', 'database-away-events', 'frozen-large']
  const { figures, problems } = await run(t, verify, {
    messages: 1_000,
    seconds: 25,
    nodes: 2,
    rooms: 6,
    members: 12,
    away: 7,
    faults,
    transports: [...transportNames],
    seed: 5,
  })
  assert.deepEqual(problems, [])
  for (const kind of faults) assert.ok(figures.get(`effects.${kind}`)! >= 1, kind)
  assert.equal(figures.get('violations'), 0)
  assert.equal(figures.get('closedForGood'), 0)
  assert.equal(figures.get('parked'), 0)
  assert.ok(figures.get('events')! > 0)
  assert.equal(figures.get('projected'), figures.get('events'))
  assert.ok(figures.get('frozen.during')! > 0)
})

test('logs that lose their newest entries while members write on: clients are told, take back, and miss nothing of what follows', async (t) => {
  const { figures, problems } = await run(t, verify, {
    messages: 1_000,
    seconds: 14,
    nodes: 2,
    rooms: 3,
    members: 12,
    away: 1,
    faults: ['lost-tail', 'vanish', 'backends', 'node-kill'],
    transports: [...transportNames],
    seed: 7,
  })
  assert.deepEqual(problems, [])
  assert.equal(figures.get('violations'), 0)
  assert.ok(figures.get('effects.lost-tail')! >= 1)
  assert.ok(figures.get('deleted')! > 0)
  assert.ok(figures.get('takenBack')! > 0)
})

test('nodes killed in the event-loop turn of an ack: every acked message is stored', async (t) => {
  const { figures, problems } = await run(t, killAfterAck, {
    trials: 60,
    connections: 40,
    nodes: 2,
    transports: [...transportNames],
    seed: 1,
  })
  assert.deepEqual(problems, [])
  assert.equal(figures.get('missing'), 0)
  assert.ok(figures.get('trials')! >= 60)
  assert.ok(figures.get('kills')! >= 2)
})
