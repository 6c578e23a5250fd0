import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Event, type EventName, next, start, type State, type StateName } from '../src/state.ts'

const reason = { code: 'REPLACED', message: 'another one' }
const states: { [Name in StateName]: Extract<State, { name: Name }> } = {
  idle: { name: 'idle', attempt: 0, node: 4 },
  fetchingToken: { name: 'fetchingToken', attempt: 2, node: 4, fresh: false },
  opening: { name: 'opening', attempt: 2, node: 4 },
  live: { name: 'live', attempt: 2, node: 4 },
  waiting: { name: 'waiting', attempt: 2, node: 4, fresh: true, notBeforeMs: 0 },
  closed: { name: 'closed', reason },
}
const events: { [Name in EventName]: Extract<Event, { type: Name }> } = {
  connect: { type: 'connect' },
  close: { type: 'close' },
  tokenReady: { type: 'tokenReady' },
  signedIn: { type: 'signedIn' },
  lost: { type: 'lost', needsFreshToken: false, retryAfterMs: 0 },
  ended: { type: 'ended', reason },
  elapsed: { type: 'elapsed' },
}
const stateNames = Object.keys(states) as StateName[]
const eventNames = Object.keys(events) as EventName[]

/** The state after each event in each state. A missing cell does not compile. */
const expected: Record<StateName, Record<EventName, StateName>> = {
  idle: {
    connect: 'fetchingToken',
    close: 'closed',
    tokenReady: 'idle',
    signedIn: 'idle',
    lost: 'idle',
    ended: 'closed',
    elapsed: 'idle',
  },
  fetchingToken: {
    connect: 'fetchingToken',
    close: 'closed',
    tokenReady: 'opening',
    signedIn: 'fetchingToken',
    lost: 'waiting',
    ended: 'closed',
    elapsed: 'waiting',
  },
  opening: {
    connect: 'opening',
    close: 'closed',
    tokenReady: 'opening',
    signedIn: 'live',
    lost: 'waiting',
    ended: 'closed',
    elapsed: 'waiting',
  },
  live: {
    connect: 'live',
    close: 'closed',
    tokenReady: 'live',
    signedIn: 'live',
    lost: 'waiting',
    ended: 'closed',
    elapsed: 'live',
  },
  waiting: {
    connect: 'fetchingToken',
    close: 'closed',
    tokenReady: 'waiting',
    signedIn: 'waiting',
    lost: 'waiting',
    ended: 'closed',
    elapsed: 'fetchingToken',
  },
  closed: {
    connect: 'closed',
    close: 'closed',
    tokenReady: 'closed',
    signedIn: 'closed',
    lost: 'closed',
    ended: 'closed',
    elapsed: 'closed',
  },
}

for (const state of stateNames) {
  test(`every event in ${state} leads to the state in the table`, () => {
    for (const event of eventNames) {
      const after = next(states[state], events[event])
      assert.equal(after.name, expected[state][event], `${state} × ${event}`)
      // Only a settling connection changes without a change of the state's name.
      const settles = state === 'live' && event === 'elapsed'
      if (after.name === state && !settles)
        assert.equal(after, states[state], `${state} × ${event} is ignored`)
    }
  })
}

test('closed is final and keeps its reason', () => {
  for (const event of eventNames) assert.equal(next(states.closed, events[event]), states.closed)
})

test('close and ended close from anywhere', () => {
  for (const state of stateNames.filter((name) => name !== 'closed')) {
    assert.deepEqual(next(states[state], events.ended), { name: 'closed', reason })
    const closed = next(states[state], events.close)
    assert.equal(closed.name === 'closed' && closed.reason.code, 'CLOSED')
  }
})

test('live is reached through opening only', () => {
  const transitions = stateNames.flatMap((state) =>
    eventNames
      .filter((event) => state !== 'live' && expected[state][event] === 'live')
      .map((e) => [state, e]),
  )
  assert.deepEqual(transitions, [['opening', 'signedIn']])
})

test('every waiting state ends by a timeout', () => {
  assert.equal(next(states.fetchingToken, events.elapsed).name, 'waiting')
  assert.equal(next(states.opening, events.elapsed).name, 'waiting')
  assert.equal(next(states.waiting, events.elapsed).name, 'fetchingToken')
})

test('a failure moves to the next node, a missing token keeps it', () => {
  for (const name of ['opening', 'live'] as const) {
    const after = next(states[name], events.lost)
    assert.deepEqual(after, { name: 'waiting', attempt: 3, node: 5, fresh: false, notBeforeMs: 0 })
  }
  const after = next(states.fetchingToken, events.lost)
  assert.deepEqual(after, { name: 'waiting', attempt: 3, node: 4, fresh: false, notBeforeMs: 0 })
})

test('failures count until a connection settles', () => {
  assert.deepEqual(next(states.live, events.elapsed), { name: 'live', attempt: 0, node: 4 })
  const again = next(next(states.opening, events.signedIn), events.lost)
  assert.equal(again.name === 'waiting' && again.attempt, 3)
})

test('an expired token stays marked as expired until there is a new one', () => {
  const expired: Event = { type: 'lost', needsFreshToken: true, retryAfterMs: 70 }
  const waiting = next(states.live, expired)
  assert.deepEqual(waiting, { name: 'waiting', attempt: 3, node: 5, fresh: true, notBeforeMs: 70 })
  const fetchingToken = next(waiting, events.elapsed)
  assert.deepEqual(fetchingToken, { name: 'fetchingToken', attempt: 3, node: 5, fresh: true })
  const failed = next(fetchingToken, events.lost)
  assert.equal(failed.name === 'waiting' && failed.fresh, true)
})

test('attempts and nodes never decrease on a random walk, except when a connection settles', () => {
  let random = 1
  const below = (bound: number) => (random = (random * 48_271) % 2_147_483_647) % bound
  for (let walk = 0; walk < 200; walk++) {
    let state = start(below(3))
    for (let step = 0; step < 50; step++) {
      const event = events[eventNames[below(eventNames.length)]!]
      const after = next(state, event)
      if (state.name === 'closed') assert.equal(after, state)
      else if (after.name !== 'closed') {
        assert.ok(after.node - state.node === 0 || after.node - state.node === 1)
        const settled = state.name === 'live' && event.type === 'elapsed'
        if (!settled) assert.ok(after.attempt >= state.attempt)
      }
      state = after
    }
  }
})
