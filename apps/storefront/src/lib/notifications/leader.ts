import type { ConnectionState } from '#lib/tabs/channel.ts'
import type { Leader } from '#lib/tabs/tabs.ts'
import { SignedOut, type SessionToken } from '#lib/tabs/token.ts'
import { eventsOf } from './events.ts'
import type { News, Notification, Request } from './signals.ts'

/** A stream without a sign of life for three of the server's heartbeats is dead, as after the sleep of a computer. */
const SILENCE_MS = 45_000
/** Pauses before the next attempt: doubled after each failure, and shortened at random, so that browsers come back one by one. */
const PAUSE_MS = 1_000
const MAX_PAUSE_MS = 60_000

/** How an attempt has ended. `fresh`: the token is not accepted any more. */
type Outcome = 'again' | 'fresh' | Extract<ConnectionState, 'signedOut' | 'ended'>

/** Data of the event `end`, as the contract of commerce-api has it. */
interface StreamEnd {
  reason: 'GOING_AWAY' | 'TOKEN_EXPIRED' | 'TOKEN_REVOKED' | 'REPLACED'
}

interface LeadOptions {
  token: SessionToken
  tell: (news: News) => void
  /** The notification after which the stream begins; undefined: from now on. */
  after: number | undefined
}

/** Opens the one stream of notifications of the browser, and opens it again where it broke. */
export function lead({ token, tell, after }: LeadOptions): Leader<Request> {
  const ended = new AbortController()
  let state: ConnectionState = 'connecting'
  let unread: number | undefined
  let last = after
  let failures = 0
  let wake: (() => void) | undefined

  const show = (next: ConnectionState) => {
    state = next
    tell({ kind: 'state', state })
  }
  const wakeUp = () => {
    if (document.visibilityState === 'visible') wake?.()
  }
  addEventListener('online', wakeUp, { signal: ended.signal })
  document.addEventListener('visibilitychange', wakeUp, { signal: ended.signal })
  const running = run()

  async function run(): Promise<void> {
    let isFresh = false
    while (!ended.signal.aborted) {
      const outcome = await attempt(isFresh)
      if (ended.signal.aborted) return
      if (outcome === 'signedOut' || outcome === 'ended') return show(outcome)
      isFresh = outcome === 'fresh'
      failures++
      show('waiting')
      await pause(Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2))
    }
  }

  async function attempt(fresh: boolean): Promise<Outcome> {
    const silent = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const onLife = () => {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), SILENCE_MS)
    }
    try {
      onLife()
      const response = await fetch('/v1/notifications/stream', {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${await token.get({ fresh })}`,
          ...(last !== undefined && { 'last-event-id': String(last) }),
        },
        cache: 'no-store',
        signal: AbortSignal.any([ended.signal, silent.signal]),
      })
      if (response.status === 401) return 'fresh'
      if (!response.ok || !response.body) return 'again'
      show('live')
      for await (const { event, data } of eventsOf(response.body, onLife)) {
        failures = 0
        if (event === 'end') return outcomeOf(JSON.parse(data) as StreamEnd)
        take(event, JSON.parse(data))
      }
      return 'again'
    } catch (error) {
      return error instanceof SignedOut ? 'signedOut' : 'again'
    } finally {
      clearTimeout(timer)
    }
  }

  function take(event: string, data: unknown): void {
    if (event === 'unread') {
      unread = (data as { unread: number }).unread
      tell({ kind: 'unread', unread })
    }
    if (event === 'notification') {
      const notification = data as Notification
      last = notification.id
      tell({ kind: 'notification', notification })
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    handle() {
      tell({ kind: 'state', state })
      if (unread !== undefined) tell({ kind: 'unread', unread })
    },
    async close() {
      ended.abort()
      wake?.()
      await running
    },
  }
}

function outcomeOf({ reason }: StreamEnd): Outcome {
  switch (reason) {
    case 'GOING_AWAY':
      return 'again'
    case 'TOKEN_EXPIRED':
    // A session that goes on gets a new token; the site says that another one has ended.
    case 'TOKEN_REVOKED':
      return 'fresh'
    case 'REPLACED':
      return 'ended'
  }
}
