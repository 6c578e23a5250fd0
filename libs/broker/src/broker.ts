/** An event as it travels between applications. `body` must not be modified after it was passed in. */
export interface EventMessage {
  /** Unique; consumers recognise duplicates by it. 1 to 255 bytes, as `type` and `key`. */
  readonly id: string
  /** For example `order.paid`; consumers subscribe by type. */
  readonly type: string
  /** The entity it is about, for example `order:7`. Events with one key are delivered in order. */
  readonly key: string
  readonly body: Uint8Array
  /** Where it was published in a trace (W3C Trace Context), if that is recorded. */
  readonly traceparent?: string
}

export interface ConsumeOptions {
  /** Name of a durable queue. Its messages are shared by all of its consumers, whatever their process. */
  readonly queue: string
  /** Exact event types, no patterns. */
  readonly types: readonly string[]
  /** Unsettled messages at most; bounds memory and the number of running handlers. */
  readonly prefetch: number
  /** How often a message is handled before it is parked, at least 1. Transient failures do not count. */
  readonly maxAttempts: number
  /** Pause before a message is handled again. It doubles while a transient failure lasts, up to `maxRetryDelayMs`. */
  readonly retryDelayMs: number
  /**
   * Whether the handler failed because of something that is away, and not because of the message: such a message is
   * handled again for as long as that lasts, and never parked. BrokerUnavailable is always transient.
   */
  readonly isTransient: (error: unknown) => boolean
}

export interface Consumer {
  /** Resolves when the queue exists and is bound for the first time. It receives what is published from then on. */
  readonly ready: Promise<void>
  /** Stops consuming, waits for running handlers (at most `closeTimeoutMs`) and returns the other messages to the queue. */
  close(): Promise<void>
}

export type BusState = 'up' | 'down'

export interface BusOptions {
  readonly exchange: string
  /**
   * Called once for each message that was published to one or more of the bound buckets, also by this node itself. Must not
   * throw.
   */
  onMessage(body: Uint8Array): void
  /**
   * `up` after each (re)connect, when the bindings are restored and publishing works; `down` when the connection is lost.
   * Messages that other nodes publish between `down` and `up` are lost.
   */
  onState(state: BusState): void
}

/**
 * Transient notifications between the nodes of one application. Delivery is at most once, and in order within a bucket
 * while the state is `up`. Whatever must not be lost has to be stored elsewhere.
 */
export interface Bus {
  /**
   * Publishes to every node that has bound one of the buckets; `buckets` is not empty. False means that the message was
   * dropped: the broker is not connected, or `busMaxBytes` are unconfirmed. Nothing is buffered beyond that.
   */
  publish(buckets: readonly number[], body: Uint8Array): boolean
  /** Resolves when the broker has the binding. Without a connection it resolves at once and the bucket is bound on reconnect. */
  bind(bucket: number): Promise<void>
  /** Removes a binding, if there is one. */
  unbind(bucket: number): Promise<void>
}

/** Counters since the client was created. */
export interface BrokerStats {
  /** Events the broker confirmed. */
  readonly published: number
  /** `publish` calls that were rejected. */
  readonly rejected: number
  /** Messages that had been delivered before. */
  readonly redelivered: number
  readonly parked: number
  /** Failures of handlers that were transient. */
  readonly transientFailures: number
  readonly busSent: number
  readonly busDropped: number
  /** Reconnects after a lost connection. */
  readonly reconnects: number
}

export interface Broker {
  /** Whether both connections are up and events can be published. */
  readonly connected: boolean
  /**
   * Resolves when the broker has stored the event in every queue bound to its type, of which there may be none.
   * Rejects with BrokerUnavailable when the broker is not connected, is blocked or does not confirm in time, or when too many
   * publishes are in flight. Whether the event was stored is then unknown: publish it again with the same id.
   * Events of one key arrive in the order of publishing. After a rejection publish again from the rejected event on.
   */
  publish(message: EventMessage): Promise<void>
  /**
   * Calls `handle` for every message of the queue, at least once, and acknowledges the message when `handle` resolves.
   * Messages of one key are handled in order, one at a time; keys do not wait for each other. To keep that order between
   * processes, one consumer of a queue is active at a time, and another one takes over when it ends. A message whose
   * handler rejects is retried in place; after `maxAttempts` it is parked in `<queue>.dead` and the next one follows, unless the
   * failure is transient.
   * After a lost connection unsettled messages are delivered again, each after the running handler of its key has ended.
   * Returns at once; the consumer is set up whenever the broker is connected.
   */
  consume(options: ConsumeOptions, handle: (message: EventMessage) => Promise<void>): Consumer
  openBus(options: BusOptions): Bus
  stats(): BrokerStats
  /** Closes consumers and buses, rejects publishes in flight and closes the connections. Idempotent. */
  close(): Promise<void>
}

/** The log for operators; a pino logger fits. */
export interface BrokerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface BrokerOptions {
  /** How long a publish waits for its confirm. */
  readonly publishTimeoutMs: number
  /** Unconfirmed publishes at most, including those that timed out. */
  readonly maxInFlight: number
  /** Largest body of an event. */
  readonly maxMessageBytes: number
  /** Unconfirmed bytes of bus messages at most. */
  readonly busMaxBytes: number
  /** Bytes that the broker queues for one slow node; the oldest messages are dropped first. */
  readonly busQueueBytes: number
  /** Parked messages per queue; the oldest are dropped first. Cannot change once the queue is declared. */
  readonly deadMaxMessages: number
  /**
   * The broker parks a message that was redelivered this often because its consumer ended: probably the message is the
   * reason. Cannot change once the queue is declared.
   */
  readonly redeliveryLimit: number
  /** The longest pause before a message is handled again while a transient failure lasts. */
  readonly maxRetryDelayMs: number
  /** How long close() waits for running handlers. */
  readonly closeTimeoutMs: number
  /** Pause before a lost connection or channel is reopened. */
  readonly reconnectMs: number
  /** Time limit of TCP connect and AMQP handshake. */
  readonly handshakeTimeoutMs: number
  /** A peer that sends nothing for two intervals is considered dead. */
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
  maxRetryDelayMs: 5_000,
  closeTimeoutMs: 5_000,
  reconnectMs: 500,
  handshakeTimeoutMs: 5_000,
  heartbeatSeconds: 5,
  log: silent,
}

/** The broker did not confirm the publish. Always temporary. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable'
}
