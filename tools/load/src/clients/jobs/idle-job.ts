import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import { Connection, RequestRejected } from '../connection/connection.ts'
import { noCounts } from '../statistics/counts.ts'
import { Latency } from '../statistics/latency.ts'
import { startAtRate } from './start-at-rate.ts'
import { count, type Tally } from '../statistics/tally.ts'
import { type NodeAddress, type TransportName, transports } from '../connection/transport.ts'

/** Connections of one process that subscribe to a room and then stay idle. */
export interface IdlePlan {
  transport: TransportName
  nodes: NodeAddress[]
  from?: readonly string[] | undefined
  clients: { token: string; roomId: number; node: number }[]
  /** Connection attempts per second; 0: all at once. */
  perSecond: number
  /** Time limit for connecting and signing in. */
  timeoutMs: number
}

/** Result of connecting. Latencies count from the start of an attempt and exclude failed ones. */
export interface ConnectResult {
  connected: number
  /** By reason. */
  failed: Tally
  /** Encoded histograms: until TCP or the WebSocket was open, until signed in, until subscribed. */
  transportOpen: string
  signedIn: string
  subscribed: string
  /** `monotonic()` of the first attempt and of the last subscription. */
  from: number
  to: number
}

const PING_TIMEOUT_MS = 30_000
/** Spread out, so that the responses of all connections do not arrive at once. */
const PINGS_PER_SECOND = 5_000

/** A pool of signed-in, idle clients, each subscribed to one room. */
export class IdleJob {
  readonly counts = noCounts()
  readonly #plan: IdlePlan
  readonly #connections = new Set<Connection>()
  readonly #failed: Tally = {}
  readonly #closed: Tally = {}
  readonly #transportOpen = new Latency()
  readonly #signedIn = new Latency()
  readonly #subscribed = new Latency()
  #lastAt = NaN

  constructor(plan: IdlePlan) {
    this.#plan = plan
  }

  /** Resolves when each client is subscribed or has failed. */
  async connect(startAt: number): Promise<ConnectResult> {
    await delay(Math.max(0, startAt - monotonic()))
    const attempts: Promise<void>[] = []
    await startAtRate(this.#plan.clients, this.#plan.perSecond, (client) =>
      attempts.push(this.#connect(client)),
    )
    await Promise.all(attempts)
    return {
      connected: this.#connections.size,
      failed: this.#failed,
      transportOpen: this.#transportOpen.encode(),
      signedIn: this.#signedIn.encode(),
      subscribed: this.#subscribed.encode(),
      from: startAt,
      to: this.#lastAt,
    }
  }

  /** Pings the server on every connection; returns how many pings were sent and answered. */
  async ping(): Promise<{ sent: number; answered: number; closed: Tally }> {
    const connections = [...this.#connections]
    let answered = 0
    const responses: Promise<void>[] = []
    await startAtRate(connections, PINGS_PER_SECOND, (connection) => {
      responses.push(
        connection.ping().then(
          () => void answered++,
          () => undefined,
        ),
      )
    })
    const timeout = new AbortController()
    await Promise.race([Promise.all(responses), delay(PING_TIMEOUT_MS, undefined, timeout)])
    timeout.abort()
    return { sent: connections.length, answered, closed: this.#closed }
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  async #connect({ token, roomId, node }: IdlePlan['clients'][number]): Promise<void> {
    const { transport, nodes, from, timeoutMs } = this.#plan
    this.counts.offered++
    try {
      const connection = await Connection.open(
        { transport: transports[transport], address: nodes[node]!, token, from, timeoutMs: timeoutMs },
        {
          onEvent: () => this.counts.delivered++,
          onResult() {},
          onSubscriptionEnded: (_roomId, code) => count(this.#closed, code),
          onClosed: (code) => {
            count(this.#closed, String(code))
            this.#connections.delete(connection)
          },
        },
      )
      this.#connections.add(connection)
      await connection.subscribe(roomId)
      this.#recordTimes(connection)
    } catch (error) {
      count(this.#failed, error instanceof RequestRejected ? error.message : String(error))
    }
  }

  #recordTimes({ startedAt, transportOpenAt, signedInAt }: Connection): void {
    const now = monotonic()
    this.#lastAt = now
    this.counts.acked++
    this.#transportOpen.record(transportOpenAt - startedAt)
    this.#signedIn.record(signedInAt - startedAt)
    this.#subscribed.record(now - startedAt)
  }
}
