import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const milliseconds = count

/** The environment of chat-server: every limit, wait and size it knows, with its default. */
export const ChatConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4100),
  /** RSocket over TCP; over WebSocket it is at /rsocket of PORT. 0 takes any port that is free. */
  RSOCKET_PORT: port.default(7000),
  /** Processes that share the ports, each a node with limits of its own. */
  CHAT_WORKERS: count(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.url(),
  /** Absent: the broker is handed in by the process that embeds the server. */
  AMQP_URL: z.url().optional(),
  /** Where the public keys are: a URL of commerce-api or a file. */
  AUTH_JWKS: z.string().min(1).default('http://127.0.0.1:4000/.well-known/jwks.json'),
  /** Access tokens whose signatures are not checked again: those of HTTP come often, those of connections once. */
  VERIFIED_TOKEN_CACHE: count(2_000),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((list) => list.split(',').map((origin) => origin.trim())),

  /** Pool for everything but appends; appends have a connection per lane. */
  DATABASE_POOL: count(6),
  STATEMENT_TIMEOUT_MS: milliseconds(5_000),

  /** Lanes of the append queue: statements in flight at once. Rooms are hashed to lanes. */
  APPEND_LANES: count(2),
  /** Most messages in one statement; above 200 the gain is small and the wait grows (docs/benchmarks.md). */
  APPEND_BATCH: count(200),
  /** Messages that may wait for their statement; the newest sender beyond that is answered OVERLOADED. */
  APPEND_QUEUE: count(20_000),
  /** After this long a send is answered UNAVAILABLE; repeating it is harmless. */
  APPEND_TIMEOUT_MS: milliseconds(10_000),

  MAX_CONNECTIONS: count(19_000),
  LISTEN_BACKLOG: count(4_096),
  CONNECTIONS_PER_MEMBER: count(10),
  SUBSCRIPTIONS_PER_CONNECTION: count(500),
  ROOMS_PER_MEMBER: count(1_000),
  GROUP_MAX_MEMBERS: z.coerce.number().int().min(1).max(5_000).default(5_000),

  /** Largest frame or body a client may send. */
  MAX_FRAME_BYTES: count(64 * 1024),
  /** Operations of one connection under way at once; beyond that its socket is not read. */
  OPERATIONS_IN_FLIGHT: count(32),
  SENDS_PER_SECOND: count(20),
  SENDS_BURST: count(60),
  /** Of a member; beyond that it is left out without a word. */
  TYPING_PER_SECOND: count(1),
  TYPING_BURST: count(5),
  /** In one room, as one node tells its subscribers: each costs a write per member. */
  ROOM_TYPING_PER_SECOND: count(10),
  /** Requests of one connection; beyond that its socket is read more slowly. */
  OPERATIONS_PER_SECOND: count(200),
  OPERATIONS_BURST: count(1_000),
  AUTH_TIMEOUT_MS: milliseconds(5_000),
  PING_INTERVAL_MS: milliseconds(25_000),

  /** Command and headers of one STOMP frame; a token has up to 4,096 bytes. */
  STOMP_HEADER_BYTES: count(8 * 1024),
  STOMP_HEADERS: count(32),
  /** The shortest heart-beat interval that STOMP clients may ask for and are asked for; at least the clock's second. */
  STOMP_HEARTBEAT_MS: z.coerce.number().int().min(1_000).default(10_000),

  /** An RSocket client says how long it may be silent; what it says is taken within these bounds. */
  RSOCKET_LIFETIME_MIN_MS: milliseconds(5_000),
  RSOCKET_LIFETIME_MAX_MS: milliseconds(120_000),
  /** Bytes of an RSocket connection's requests that have arrived in part; each of them counts 1 KiB more. */
  RSOCKET_ASSEMBLY_BYTES: count(256 * 1024),

  /**
   * Above this many unsent bytes a connection is behind: it gets nothing new until it has drained. Not below 64 KiB:
   * a socket with less than that (Node's own mark) does not tell when it has drained.
   */
  QUEUE_HIGH_BYTES: z.coerce
    .number()
    .int()
    .min(64 * 1024)
    .default(128 * 1024),
  /** Above this many unsent bytes, or behind for QUEUE_BEHIND_MS, it is closed as SLOW_READER. */
  QUEUE_HARD_BYTES: count(1024 * 1024),
  QUEUE_BEHIND_MS: milliseconds(15_000),
  /** A close frame has this long to reach a peer that does not read. */
  CLOSE_LINGER_MS: milliseconds(2_000),

  /** Newest entries of a live room kept in memory for those who resume. */
  RING_ENTRIES: count(256),
  /** How long a hole in seq may wait for its hint before the log is read. */
  GAP_TIMEOUT_MS: milliseconds(25),
  /** A room rests after a delivery twice as long as it took, at most this long: what comes meanwhile leaves together. */
  ROOM_BATCH_WINDOW_MS: z.coerce.number().int().min(0).max(1_000).default(25),
  /** What is stored within this time of a frame to the other nodes shares the next one. */
  RELAY_BATCH_WINDOW_MS: z.coerce.number().int().min(0).max(100).default(2),
  /** A room without subscribers stays live, and its bucket bound, this long. */
  ROOM_LINGER_MS: milliseconds(30_000),
  /** Bounds how long the end of a membership may go unnoticed when its hint is lost. */
  SWEEP_MS: milliseconds(1_000),
  /** The sweep while the broker is away: the bound of the extra delay between nodes. */
  SWEEP_BROKER_DOWN_MS: milliseconds(500),
  /** Bytes of the broadcast bus that may wait for the broker; above, hints are dropped and the sweep repairs. */
  BUS_BUFFER_BYTES: count(8 * 1024 * 1024),

  /** Most bytes of one page of history. */
  HISTORY_PAGE_BYTES: count(256 * 1024),
  /** How often a projection that is not complete asks for a snapshot. */
  PROJECTION_RETRY_MS: milliseconds(5_000),
  OUTBOX_POLL_MS: milliseconds(500),
  OUTBOX_BATCH: count(200),
  /** A message of an inquiry that is unread for so long is worth a notification. */
  UNREAD_AFTER_MS: milliseconds(60_000),
  /** How often rooms in which something was written are looked at for answers and unread messages. */
  INQUIRY_SCAN_INTERVAL_MS: milliseconds(1_000),
  /** Rooms that one such statement looks at. */
  INQUIRY_SCAN_BATCH: count(500),
  /** Rooms remembered until the next look; beyond, all inquiries are walked over. */
  INQUIRY_SCAN_QUEUE: count(20_000),

  /** SIGTERM to last connection closed: connections are told to reconnect, spread over this window. */
  DRAIN_MS: milliseconds(10_000),
})
export type ChatConfig = z.infer<typeof ChatConfig>
