/**
 * The state machine of a client: a pure function of state and event, without sockets, timers or randomness.
 * test/state.test.ts covers every transition and random walks.
 *
 * Invariants, and the tests that hold them:
 * I1 Nothing leaves `closed`.                                             "closed is final"
 * I2 `close` and `ended` close from anywhere.                             "close and ended close from anywhere"
 * I3 `live` is reached by being signed in only.                           "live is reached through opening only"
 * I4 Every waiting state ends by a timeout.                              "every waiting state ends by a timeout"
 * I5 A failed connection goes to the next node, a failed token does not.  "a failure moves to the next node"
 * I6 Failures count up until a connection has settled.                    "failures count until a connection settles"
 */

/** Why a client stopped for good: the name of a close code of the contract, or a code of the client. */
export interface ClosedReason {
  readonly code: string
  readonly message: string
}

/** `attempt`: consecutive failures. `node`: counts up; the address is `node` modulo the number of addresses. */
interface Progress {
  readonly attempt: number
  readonly node: number
}

export type State =
  | (Progress & { readonly name: 'idle' })
  /** Waits for a token. `fresh`: the previous one is not valid any more. */
  | (Progress & { readonly name: 'fetchingToken'; readonly fresh: boolean })
  /** Connecting and signing in. */
  | (Progress & { readonly name: 'opening' })
  | (Progress & { readonly name: 'live' })
  | (Progress & { readonly name: 'waiting'; readonly fresh: boolean; readonly notBeforeMs: number })
  | { readonly name: 'closed'; readonly reason: ClosedReason }

export type Event =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  | { readonly type: 'tokenReady' }
  | { readonly type: 'signedIn' }
  /** The connection, or the attempt to connect, failed and may be retried after `retryAfterMs` at the earliest. */
  | { readonly type: 'lost'; readonly needsFreshToken: boolean; readonly retryAfterMs: number }
  /** The server rejects the client for good. */
  | { readonly type: 'ended'; readonly reason: ClosedReason }
  /** The timeout of the state has passed. */
  | { readonly type: 'elapsed' }

export type StateName = State['name']
export type EventName = Event['type']
type StateOf<Name extends StateName> = Extract<State, { name: Name }>
type EventOf<Name extends EventName> = Extract<Event, { type: Name }>
/** A missing transition does not compile. */
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
const fetchToken = ({ attempt, node }: Progress, fresh = false): State => ({
  name: 'fetchingToken',
  attempt,
  node,
  fresh,
})
const noDetails = { needsFreshToken: false, retryAfterMs: 0 }

function wait({ attempt, node }: Progress, fresh: boolean, notBeforeMs: number): State {
  return { name: 'waiting', attempt: attempt + 1, node, fresh, notBeforeMs }
}

/** Failing to get a token does not change the node. */
function failToken(state: StateOf<'fetchingToken'>, lost: Omit<EventOf<'lost'>, 'type'> = noDetails): State {
  return wait(state, state.fresh || lost.needsFreshToken, lost.retryAfterMs)
}

function failNode({ attempt, node }: Progress, lost: Omit<EventOf<'lost'>, 'type'> = noDetails): State {
  return wait({ attempt, node: node + 1 }, lost.needsFreshToken, lost.retryAfterMs)
}

const table: Table = {
  idle: {
    connect: (state) => fetchToken(state),
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: stay,
    ended: end,
    elapsed: stay,
  },
  fetchingToken: {
    connect: stay,
    close: closeByUser,
    tokenReady: ({ attempt, node }) => ({ name: 'opening', attempt, node }),
    signedIn: stay,
    lost: failToken,
    ended: end,
    elapsed: (state) => failToken(state),
  },
  opening: {
    connect: stay,
    close: closeByUser,
    tokenReady: stay,
    signedIn: ({ attempt, node }) => ({ name: 'live', attempt, node }),
    lost: failNode,
    ended: end,
    elapsed: (state) => failNode(state),
  },
  live: {
    connect: stay,
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: failNode,
    ended: end,
    elapsed: ({ node }) => ({ name: 'live', attempt: 0, node }),
  },
  waiting: {
    // A call of connect() skips the delay: the browser is online again, or the member pressed a button.
    connect: (state) => fetchToken(state, state.fresh),
    close: closeByUser,
    tokenReady: stay,
    signedIn: stay,
    lost: stay,
    ended: end,
    elapsed: (state) => fetchToken(state, state.fresh),
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
