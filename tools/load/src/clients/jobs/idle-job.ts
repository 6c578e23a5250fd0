import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import { Connection, Refused } from '../connection/connection.ts'
import { noCounts } from '../statistics/counts.ts'
import { Latency } from '../statistics/latency.ts'
import { beginEach } from './start-at-rate.ts'
import { count, type Tally } from '../statistics/tally.ts'
import { type NodeAddress, type TransportName, transports } from '../connection/transport.ts'

/** Connections of one process that come, stay and do nothing. */
export interface CrowdPlan {
  transport: TransportName
  nodes: NodeAddress[]
  from?: readonly string[] | undefined
  clients: { token: string; roomId: number; node: number }[]
  /** How many begin to connect in a second; 0: all at once. */
  perSecond: number
  /** How long a client waits to be let in. */
  patienceMs: number
}

/** How the crowd came. Waits count from the moment that a client asked; those that failed are in none. */
export interface Arrival {
  here: number
  /** By reason. */
  failed: Tally
  /** Encoded histograms: until TCP or WebSocket was there, until the server had let it in, until it listened to its room. */
  carried: string
  opened: string
  subscribed: string
  /** `monotonic()` of the first request and of the last arrival. */
  from: number
  to: number
}

const PING_PATIENCE_MS = 30_000
/** Beyond the socket of each there are few. */
const PINGS_PER_SECOND = 5_000

/** A crowd of signed-in members, each listening to one room. */
export class Crowd {
  readonly counts = noCounts()
  readonly #plan: CrowdPlan
  readonly #here = new Set<Connection>()
  readonly #failed: Tally = {}
  readonly #closed: Tally = {}
  readonly #carried = new Latency()
  readonly #opened = new Latency()
  readonly #subscribed = new Latency()
  #lastAt = NaN

  constructor(plan: CrowdPlan) {
    this.#plan = plan
  }

  /** Resolves when each is there or has failed. */
  async connect(startAt: number): Promise<Arrival> {
    await delay(Math.max(0, startAt - monotonic()))
    const coming: Promise<void>[] = []
    await beginEach(this.#plan.clients, this.#plan.perSecond, (client) => coming.push(this.#come(client)))
    await Promise.all(coming)
    return {
      here: this.#here.size,
      failed: this.#failed,
      carried: this.#carried.encode(),
      opened: this.#opened.encode(),
      subscribed: this.#subscribed.encode(),
      from: startAt,
      to: this.#lastAt,
    }
  }

  /** Asks the server for a sign of life on every connection; how many there were, and how many were answered. */
  async ping(): Promise<{ asked: number; answered: number; closed: Tally }> {
    const asked = [...this.#here]
    let answered = 0
    const answers: Promise<void>[] = []
    await beginEach(asked, PINGS_PER_SECOND, (connection) => {
      answers.push(
        connection.ping().then(
          () => void answered++,
          () => undefined,
        ),
      )
    })
    const patience = new AbortController()
    await Promise.race([Promise.all(answers), delay(PING_PATIENCE_MS, undefined, patience)])
    patience.abort()
    return { asked: asked.length, answered, closed: this.#closed }
  }

  close(): void {
    for (const connection of this.#here) connection.close()
  }

  async #come({ token, roomId, node }: CrowdPlan['clients'][number]): Promise<void> {
    const { transport, nodes, from, patienceMs } = this.#plan
    this.counts.offered++
    try {
      const connection = await Connection.open(
        { transport: transports[transport], address: nodes[node]!, token, from, timeoutMs: patienceMs },
        {
          onEvent: () => this.counts.delivered++,
          onAnswer() {},
          onEnded: (_roomId, code) => count(this.#closed, code),
          onClosed: (code) => {
            count(this.#closed, String(code))
            this.#here.delete(connection)
          },
        },
      )
      this.#here.add(connection)
      await connection.subscribe(roomId)
      this.#arrived(connection)
    } catch (error) {
      count(this.#failed, error instanceof Refused ? error.message : String(error))
    }
  }

  #arrived({ askedAt, carriedAt, openedAt }: Connection): void {
    const now = monotonic()
    this.#lastAt = now
    this.counts.acked++
    this.#carried.record(carriedAt - askedAt)
    this.#opened.record(openedAt - askedAt)
    this.#subscribed.record(now - askedAt)
  }
}
