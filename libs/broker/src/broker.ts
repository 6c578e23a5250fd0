/** One event on its way between applications. `body` must not be changed after it was handed over. */
export interface EventMessage {
  /** Unique; consumers recognise repetitions by it. 1 to 255 bytes, as `type` and `key`. */
  readonly id: string
  /** What happened, for example `order.paid`; consumers choose by it. */
  readonly type: string
  /** The thing it happened to; events of one key stay in order. */
  readonly key: string
  readonly body: Uint8Array
}

export interface ConsumeOptions {
  /** Durable name. Consumers of one queue, in whatever process, share its messages. */
  readonly queue: string
  /** Exact event types, no patterns. */
  readonly types: readonly string[]
  /** Most messages taken and not yet settled; bounds memory and the number of handlers at work. */
  readonly prefetch: number
  /** How often the handler may try one message before it is parked, at least 1. */
  readonly maxAttempts: number
  readonly retryDelayMs: number
}

export interface Consumer {
  /** Resolves when the queue exists and is bound for the first time: what is published from then on arrives. */
  readonly ready: Promise<void>
  /** Takes no more, waits for handlers under way (at most `closeTimeoutMs`), gives the rest back. */
  close(): Promise<void>
}

export type BusState = 'up' | 'down'

export interface BusOptions {
  readonly exchange: string
  /**
   * Called once for a message that was published to a bound bucket, or to several, those this node published itself
   * included. Must not throw.
   */
  onMessage(body: Uint8Array): void
  /**
   * `up` after every (re)connect, once all buckets bound by then are bound at the broker and publishing
   * works too; `down` when that ends. Messages of other nodes between `down` and `up` are lost.
   */
  onState(state: BusState): void
}

/**
 * Transient hints between the nodes of one application. At most once; in order within a bucket as long as
 * the state is `up`. Never a place to keep the only copy of anything.
 */
export interface Bus {
  /**
   * To every node that bound one of the buckets, at least one. False = dropped: the broker is away or `busMaxBytes` are
   * under way. Never buffers beyond that.
   */
  publish(buckets: readonly number[], body: Uint8Array): boolean
  /** Resolves when the broker has the binding; while it is away at once, and it is bound on reconnect. */
  bind(bucket: number): Promise<void>
  /** The opposite. Unbinding what is not bound does nothing. */
  unbind(bucket: number): Promise<void>
}

/** Counts since the broker was opened; they only grow. */
export interface BrokerStats {
  /** Events the broker confirmed. */
  readonly published: number
  /** `publish` calls that were rejected. */
  readonly refused: number
  /** Deliveries that somebody had before. */
  readonly redelivered: number
  readonly parked: number
  readonly busSent: number
  readonly busDropped: number
  /** Connections that came back after a loss. */
  readonly reconnects: number
}

export interface Broker {
  /** Both connections are up and events can be published. */
  readonly connected: boolean
  /**
   * Resolves when the broker has stored the event in every queue bound to its type (none is fine).
   * Rejects with BrokerUnavailable when the broker is away, blocked, did not confirm in time, or too many
   * are in flight; whether it was stored is then unknown, and the publisher repeats it with the same id.
   * Events of one key published in order arrive in order; after a rejection repeat from the rejected one on.
   */
  publish(message: EventMessage): Promise<void>
  /**
   * Hands every message of the queue to `handle`, at least once, and settles it when `handle` resolves.
   * One key strictly in order, other keys meanwhile. For the order to hold between processes, one consumer
   * of a queue is active at a time and the others take over when it goes. A handler that rejects is tried
   * again in place; after `maxAttempts` the message is parked in `<queue>.dead` and the rest goes on.
   * After a connection loss unsettled messages come again, each after the handler still at work on its key.
   * Returns at once and sets itself up whenever the broker is there.
   */
  consume(options: ConsumeOptions, handle: (message: EventMessage) => Promise<void>): Consumer
  openBus(options: BusOptions): Bus
  stats(): BrokerStats
  /** Closes consumers and buses, rejects publishes in flight, closes the connections. Idempotent. */
  close(): Promise<void>
}

/** Where the broker reports what an operator should know; a pino logger fits. */
export interface BrokerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface BrokerOptions {
  /** How long a publish waits for its confirm. */
  readonly publishTimeoutMs: number
  /** Publishes the broker has not answered yet, those that timed out included. */
  readonly maxInFlight: number
  /** Largest body of an event. */
  readonly maxMessageBytes: number
  /** Bus bytes handed over that the broker has not confirmed yet. */
  readonly busMaxBytes: number
  /** Bus bytes waiting at the broker for one slow node; the oldest go first. */
  readonly busQueueBytes: number
  /** Parked messages kept per queue; the oldest go first. Fixed when the queue is first declared. */
  readonly deadMaxMessages: number
  /**
   * A message that was lost with its consumer this often is parked by the broker: it is probably what
   * kills the consumer. Fixed when the queue is first declared.
   */
  readonly redeliveryLimit: number
  /** How long close() waits for handlers under way. */
  readonly closeTimeoutMs: number
  /** Pause before a lost connection or channel is opened again. */
  readonly reconnectMs: number
  /** How long TCP connect and AMQP handshake may take. */
  readonly handshakeTimeoutMs: number
  /** A peer that is silent for two of these counts as gone. */
  readonly heartbeatSeconds: number
  readonly log: BrokerLog
}

const silent: BrokerLog = { info: () => undefined, warn: () => undefined }

export const brokerDefaults: BrokerOptions = {
  publishTimeoutMs: 5_000,
  maxInFlight: 1_000,
  maxMessageBytes: 256 * 1024,
  busMaxBytes: 4 * 1024 * 1024,
  busQueueBytes: 64 * 1024 * 1024,
  deadMaxMessages: 10_000,
  redeliveryLimit: 20,
  closeTimeoutMs: 5_000,
  reconnectMs: 500,
  handshakeTimeoutMs: 5_000,
  heartbeatSeconds: 5,
  log: silent,
}

/** The broker did not take it, or did not say so in time. Always temporary. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable'
}
