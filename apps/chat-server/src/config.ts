import { tracingSettings, TrustProxy } from '@munova/service'
import { z } from 'zod'

import { pictureSettings } from './picture-settings.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const milliseconds = count

/** The settings of chat-server: environment variables with their units and defaults. */
export const ChatConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4100),
  /** Port of RSocket over TCP; RSocket over WebSocket is at /rsocket of PORT. 0 takes any free port. */
  RSOCKET_PORT: port.default(7000),
  /** Processes that share the ports. Each is a node, and every limit below applies to each. */
  CHAT_WORKERS: count(1),
  /** With `production` a process does not start with defaults of development. */
  NODE_ENV: z.enum(['development', 'production']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.url(),
  /** Whether the process applies migrations when it starts; otherwise it needs the command `migrate` to have been run. */
  MIGRATE_AT_START: z.stringbool().default(true),
  /** Absent only when the process that embeds the server passes a broker. */
  AMQP_URL: z.url().optional(),
  /** The public keys of access tokens: a URL of commerce-api or a file. */
  AUTH_JWKS: z.string().min(1).default('http://127.0.0.1:4000/.well-known/jwks.json'),
  /** Access tokens whose verified signatures are cached; only HTTP requests repeat their token. */
  VERIFIED_TOKEN_CACHE: count(2_000),
  /** An access token is valid for no longer, nor is a connection without a new one: ACCESS_TOKEN_SECONDS of commerce-api. */
  TOKEN_LIFETIME_MS: milliseconds(900_000),
  /** How often a node reads which tokens are void; the connections that were opened with them end after so long. */
  REVOKED_TOKENS_CHECK_MS: milliseconds(300),
  /** How often withdrawn members who have not left their groups are looked for. */
  WITHDRAWAL_CLEANUP_MS: milliseconds(5_000),
  /** How often the rows of deleted groups are deleted, how many in one statement, and how long a group's id is remembered. */
  DELETED_GROUP_PURGE_MS: milliseconds(5_000),
  DELETED_GROUP_PURGE_BATCH: count(1_000),
  DELETED_GROUP_RETENTION_MS: milliseconds(86_400_000),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((list) => list.split(',').map((origin) => origin.trim())),

  /** Connections of live operations. Appends have a connection per lane and one for the contended lane. */
  DATABASE_POOL: count(4),
  /** Connections of HTTP routes, of repair (sweep, gaps, catching up), and of events and jobs: none waits for the others. */
  HTTP_DATABASE_POOL: count(4),
  REPAIR_DATABASE_POOL: count(2),
  BACKGROUND_DATABASE_POOL: count(3),
  STATEMENT_TIMEOUT_MS: milliseconds(5_000),
  /** How often /readyz learns whether the database responds to this node and whether there are keys. */
  PROBE_INTERVAL_MS: milliseconds(1_000),
  /** A check of the database that takes longer fails. */
  DATABASE_PROBE_TIMEOUT_MS: milliseconds(2_000),
  /** The database may be silent for so long before /readyz is 503: all nodes would be taken out at once. */
  READINESS_DATABASE_GRACE_MS: milliseconds(15_000),
  /** /readyz is 503 while one append statement, with its repetitions, runs for longer, and the database responds. */
  LANE_STUCK_MS: milliseconds(6_000),

  /** Append statements that run at the same time. A room always uses the same lane. */
  APPEND_LANES: count(2),
  /** How long the contended lane waits for the lock of a room; then its messages are rejected with UNAVAILABLE. */
  APPEND_LOCK_MS: milliseconds(2_000),
  /** Messages in one append statement at most; above 200 throughput hardly grows and latency does (docs/benchmarks.md). */
  APPEND_BATCH: count(200),
  /** Messages that may wait to be stored; further ones are rejected with OVERLOADED. */
  APPEND_QUEUE: count(20_000),
  /** A send without a result after this time is rejected with UNAVAILABLE; repeating it is harmless. */
  APPEND_TIMEOUT_MS: milliseconds(10_000),

  MAX_CONNECTIONS: count(19_000),
  /**
   * Connections of one client address that have not signed in yet; further handshakes are asked to come back within seconds. A fortieth
   * of MAX_CONNECTIONS; signing in takes a phone 0.2 s, so that the 2,000 of a carrier's address are in within seconds.
   */
  MAX_UNAUTHENTICATED_PER_ADDRESS: count(500),
  /**
   * Proxies that say whose connection it is, with X-Forwarded-For or, for RSocket over TCP, the PROXY protocol: their number, or
   * their addresses and subnets, separated by commas.
   */
  TRUST_PROXY: TrustProxy,
  /** What the page at / says of accounts to try; `npm start` sets it, where the demo data are. */
  DEMO_ACCOUNTS: z.string().default(''),
  LISTEN_BACKLOG: count(4_096),
  CONNECTIONS_PER_MEMBER: count(10),
  SUBSCRIPTIONS_PER_CONNECTION: count(500),
  /** Groups of a member; inquiries do not count. */
  ROOMS_PER_MEMBER: count(1_000),
  /** Texts of at most 1,000 characters. */
  CANNED_REPLIES_PER_SELLER: count(100),
  /** Requests of a member on all nodes together; a quarter of them may come at once. */
  INQUIRIES_PER_HOUR: count(60),
  GROUPS_PER_HOUR: count(20),
  MEMBERSHIP_CHANGES_PER_HOUR: count(120),
  /** Changes of rooms: title, owner, closing, reopening, removing members. */
  ROOM_CHANGES_PER_HOUR: count(600),
  /** HTTP requests of a member to all nodes together; further ones are rejected with RATE_LIMITED. */
  HTTP_REQUESTS_PER_SECOND: count(20),
  HTTP_REQUESTS_BURST: count(100),
  /** HTTP requests of a member that one node works on at the same time. */
  HTTP_REQUESTS_IN_FLIGHT: count(8),
  /** HTTP requests of all guests together that one node works on at the same time. */
  GUEST_REQUESTS_IN_FLIGHT: count(16),
  GROUP_MAX_MEMBERS: z.coerce.number().int().min(1).max(5_000).default(5_000),

  /** The largest frame or HTTP body that a client may send. */
  MAX_FRAME_BYTES: count(64 * 1024),
  /** Operations of one connection that run at the same time; at the limit its socket is not read. */
  OPERATIONS_IN_FLIGHT: count(32),
  /** Messages of a member over all nodes together; the burst is for each node. */
  SENDS_PER_SECOND: count(20),
  SENDS_BURST: count(60),
  /** How often nodes tell each other what members have sent and requested: until then a limit holds for each node alone. */
  QUOTA_SHARE_MS: milliseconds(250),
  /** Typing events of a member; further ones are dropped silently. */
  TYPING_PER_SECOND: count(1),
  TYPING_BURST: count(5),
  /** Typing events that one node delivers in one room: each costs a write per member. */
  ROOM_TYPING_PER_SECOND: count(10),
  /** Operations of one connection; above the limit its socket is read more slowly. */
  OPERATIONS_PER_SECOND: count(200),
  OPERATIONS_BURST: count(1_000),
  AUTH_TIMEOUT_MS: milliseconds(5_000),
  PING_INTERVAL_MS: milliseconds(25_000),

  /** Command and headers of one STOMP frame; the token alone may have 4,096 bytes. */
  STOMP_HEADER_BYTES: count(8 * 1024),
  STOMP_HEADERS: count(32),
  /** The shortest STOMP heart-beat interval in either direction; connections are checked every second. */
  STOMP_HEARTBEAT_MS: z.coerce.number().int().min(1_000).default(10_000),

  /** Bounds of the keep-alive lifetime that an RSocket client declares in SETUP. */
  RSOCKET_LIFETIME_MIN_MS: milliseconds(5_000),
  RSOCKET_LIFETIME_MAX_MS: milliseconds(120_000),
  /** Bytes of incomplete fragmented RSocket requests of one connection; each request counts 1 KiB more. */
  RSOCKET_REASSEMBLY_BYTES: count(256 * 1024),

  /**
   * Above this many unsent bytes a connection is behind: it gets nothing new until it has drained. At least 64 KiB:
   * below that, Node's own high-water mark, a socket emits no 'drain' event.
   */
  QUEUE_HIGH_BYTES: z.coerce
    .number()
    .int()
    .min(64 * 1024)
    .default(128 * 1024),
  /** Above this many unsent bytes, or behind for QUEUE_BEHIND_MS, a connection is closed with SLOW_READER. */
  QUEUE_HARD_BYTES: count(1024 * 1024),
  QUEUE_BEHIND_MS: milliseconds(15_000),
  /** Time from the close frame to the end of the connection when the peer does not respond. */
  CLOSE_LINGER_MS: milliseconds(2_000),

  /** Entries in the ring buffer of a live room, for subscriptions that resume. */
  RING_ENTRIES: count(256),
  /**
   * Bytes of the ring buffers of all live rooms; above that the oldest entries are given up, and whoever resumes reads the log.
   * Enough for 400 busy rooms, whose 256 entries have 160 KiB, and a third of what 19,000 idle connections take.
   */
  RING_MEMORY_BYTES: count(64 * 1024 * 1024),
  /** How long a gap in seq waits for the missing entry notification before the log is read. */
  GAP_TIMEOUT_MS: milliseconds(25),
  /** The longest cooldown of a room after a delivery (twice its duration); entries that arrive meanwhile are delivered together. */
  ROOM_BATCH_WINDOW_MS: z.coerce.number().int().min(0).max(1_000).default(25),
  /** The cooldown after a frame to the other nodes; entries stored meanwhile share the next frame. */
  RELAY_BATCH_WINDOW_MS: z.coerce.number().int().min(0).max(100).default(2),
  /** How long a room without subscribers stays live and its bucket stays bound. */
  ROOM_LINGER_MS: milliseconds(30_000),
  /** Interval of the sweep: the longest delay of an entry, or of the end of a membership, whose notification was lost. */
  SWEEP_MS: milliseconds(1_000),
  /** Interval of the sweep while the broker is down: the longest extra delay between nodes. */
  SWEEP_BROKER_DOWN_MS: milliseconds(500),
  /** Bytes that may wait for the broker; above that, entry notifications are dropped and the sweep finds the entries. */
  BUS_BUFFER_BYTES: count(8 * 1024 * 1024),

  /** The shortest pause between two reads of the rooms that have changed in open inboxes, and between two signals of them. */
  INBOX_BATCH_WINDOW_MS: milliseconds(100),
  /** How often everything that has changed in open inboxes is read: the longest delay of a change whose signal was lost. */
  INBOX_SWEEP_MS: milliseconds(10_000),
  INBOX_SWEEP_BROKER_DOWN_MS: milliseconds(2_000),
  /** Rooms of one statement that reads the changes in inboxes. */
  INBOX_PAGE_ROOMS: count(1_000),
  /** The oldest cursor of an inbox that resumes: 7 days. Ends of memberships are remembered for as long. */
  INBOX_RESUME_MS: milliseconds(604_800_000),

  ...pictureSettings,

  /** Bytes of one page of message history at most. */
  HISTORY_PAGE_BYTES: count(256 * 1024),
  /** How often an incomplete projection requests a snapshot. */
  PROJECTION_RETRY_MS: milliseconds(5_000),
  OUTBOX_POLL_MS: milliseconds(500),
  OUTBOX_BATCH: count(200),
  /** A message of an inquiry that is unread for this time is reported to commerce-api. */
  UNREAD_AFTER_MS: milliseconds(60_000),
  /** How often rooms with new messages are scanned for answers and unread messages. */
  INQUIRY_SCAN_INTERVAL_MS: milliseconds(1_000),
  /** Rooms in one statement of the scan. */
  INQUIRY_SCAN_BATCH: count(500),
  /** Rooms that wait for the next scan; when there are more, a full scan finds them. */
  INQUIRY_SCAN_QUEUE: count(20_000),

  /**
   * After SIGTERM the node serves on for so long while /readyz responds 404: two checks of a balancer, each with its timeout. A second
   * SIGTERM ends it.
   */
  DRAIN_GRACE_MS: z.coerce.number().int().nonnegative().default(5_000),
  /** After that connections are closed with a reconnect code, spread over this time. */
  DRAIN_MS: milliseconds(10_000),

  ...tracingSettings,
})
export type ChatConfig = z.infer<typeof ChatConfig>
