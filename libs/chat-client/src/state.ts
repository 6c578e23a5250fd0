/**
 * The life of a client as a pure machine: states × events, without sockets, timers or chance. test/state.test.ts goes
 * through every cell and through random walks.
 *
 * Invariants, and the tests that hold them:
 * I1 Nothing leaves `closed`.                                             "closed is final"
 * I2 `close` and `ended` close from anywhere.                             "close and ended close from anywhere"
 * I3 `live` is reached by being signed in only.                           "live is reached through opening only"
 * I4 Where time is measured, its end leads on: no state waits for ever.   "no state can be waited in for ever"
 * I5 A failed connection goes to the next node, a failed token does not.  "a failure moves to the next node"
 * I6 Failures count up until a connection has settled.                    "failures count until a connection settles"
 */

/** Why a client stopped for good: a close code's name of the contract or a code of the client's own. */
export interface ClosedReason {
  readonly code: string
  readonly message: string
}

/** `attempt`: failures in a row. `node`: counts up; the address is the node modulo the number of addresses. */
interface Way {
  readonly attempt: number
  readonly node: number
}

export type State =
  | (Way & { readonly name: 'idle' })
  /** Waits for a token. `fresh`: the last one was no good any more. */
  | (Way & { readonly name: 'asking'; readonly fresh: boolean })
  /** A connection is being made and signed in. */
  | (Way & { readonly name: 'opening' })
  | (Way & { readonly name: 'live' })
  | (Way & { readonly name: 'waiting'; readonly fresh: boolean; readonly notBeforeMs: number })
  | { readonly name: 'closed'; readonly reason: ClosedReason }

export type Event =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  | { readonly type: 'tokenReady' }
  | { readonly type: 'signedIn' }
  /** The connection, or the way to one, is gone and may be tried again, after `retryAfterMs` at the earliest. */
  | { readonly type: 'lost'; readonly needsFreshToken: boolean; readonly retryAfterMs: number }
  /** There is no point in coming back. */
  | { readonly type: 'ended'; readonly reason: ClosedReason }
  /** The time that the state is given has passed. */
  | { readonly type: 'elapsed' }

export type StateName = State['name']
export type EventName = Event['type']
type StateOf<Name extends StateName> = Extract<State, { name: Name }>
type EventOf<Name extends EventName> = Extract<Event, { type: Name }>
/** A cell that is missing does not compile. */
type Table = {
  readonly [S in StateName]: {
    readonly [E in EventName]: (state: StateOf<S>, event: EventOf<E>) => State
  }
}

const stay = <S extends State>(state: S): S => state
const closeByUser = (): State => ({
  name: 'closed',
  reason: { code: 'CLOSED', message: 'The client was closed' },
})
const end = (_: State, { reason }: EventOf<'ended'>): State => ({ name: 'closed', reason })
const ask = ({ attempt, node }: Way, fresh = false): State => ({ name: 'asking', attempt, node, fresh })
const nothing = { needsFreshToken: false, retryAfterMs: 0 }

function wait({ attempt, node }: Way, fresh: boolean, notBeforeMs: number): State {
  return { name: 'waiting', attempt: attempt + 1, node, fresh, notBeforeMs }
}

/** No token: that says nothing about the node. */
function loseToken(state: StateOf<'asking'>, lost: Omit<EventOf<'lost'>, 'type'> = nothing): State {
  return wait(state, state.fresh || lost.needsFreshToken, lost.retryAfterMs)
}

function loseNode({ attempt, node }: Way, lost: Omit<EventOf<'lost'>, 'type'> = nothing): State {
  return wait({ attempt, node: node + 1 }, lost.needsFreshToken, lost.retryAfterMs)
}

const table: Table = {
  idle: {
    connect: (state) => ask(state),
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: stay,
    ended: end,
    elapsed: stay,
  },
  asking: {
    connect: stay,
    close: closeByUser,
    tokenReady: ({ attempt, node }) => ({ name: 'opening', attempt, node }),
    signedIn: stay,
    lost: loseToken,
    ended: end,
    elapsed: (state) => loseToken(state),
  },
  opening: {
    connect: stay,
    close: closeByUser,
    tokenReady: stay,
    signedIn: ({ attempt, node }) => ({ name: 'live', attempt, node }),
    lost: loseNode,
    ended: end,
    elapsed: (state) => loseNode(state),
  },
  live: {
    connect: stay,
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: loseNode,
    ended: end,
    elapsed: ({ node }) => ({ name: 'live', attempt: 0, node }),
  },
  waiting: {
    // Whoever asks again now (the browser is online, the member pressed a button) does not want to wait.
    connect: (state) => ask(state, state.fresh),
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: stay,
    ended: end,
    elapsed: (state) => ask(state, state.fresh),
  },
  closed: {
    connect: stay,
    close: stay,
    tokenReady: stay,
    signedIn: stay,
    lost: stay,
    ended: stay,
    elapsed: stay,
  },
}

export function start(node: number): State {
  return { name: 'idle', attempt: 0, node }
}

/** The state after an event; the same object when nothing changes. */
export function next(state: State, event: Event): State {
  const transition = table[state.name][event.type] as (state: State, event: Event) => State
  return transition(state, event)
}
