import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const milliseconds = count
const seconds = count
const days = count

/** The environment of commerce-api: every limit, wait and size it knows, with its default. */
export const CommerceConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  /** Connections that the kernel holds until the process takes them, as when a drop opens; `net.core.somaxconn` may cut it. */
  LISTEN_BACKLOG: count(4_096),
  /** `development` lets browsers keep the refresh cookie without TLS. */
  NODE_ENV: z.enum(['development', 'production']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.url(),
  /** Connections at most: for everything, and as many for what people do most. */
  DATABASE_POOL: count(10),
  STATEMENT_TIMEOUT_MS: milliseconds(5_000),
  /** How often /readyz has the database looked at. */
  DATABASE_PROBE_MS: milliseconds(2_000),
  /** Absent: the broker is handed in by the process that embeds the API. */
  AMQP_URL: z.url().optional(),
  /** Made with one key, readable by its owner only, if it is missing. */
  JWT_KEYS_FILE: z.string().min(1).default('.munova/keys/signing.json'),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((list) => list.split(',').map((origin) => origin.trim())),
  /** Addresses of balancers whose X-Forwarded-For is believed, or `true` for all; rate limits go by the result. */
  TRUST_PROXY: z.string().optional(),
  /** The largest product, 65,535 Hangul letters of description, has about 200 KB. */
  BODY_LIMIT_BYTES: count(512 * 1024),

  ACCESS_TOKEN_SECONDS: seconds(900),
  /** Access tokens whose signatures are not checked again; the oldest gives way. */
  VERIFIED_TOKEN_CACHE: count(20_000),
  /** A session ends when its refresh token was not used for so long. */
  REFRESH_TOKEN_SECONDS: seconds(14 * 24 * 60 * 60),
  /** Sessions of one member; signing in on one more device ends the one that was quiet the longest. */
  DEVICES_PER_MEMBER: count(20),

  RATE_WINDOW_MS: milliseconds(5 * 60_000),
  /** Attempts in one window to sign in to one account from one address. */
  SIGN_INS_PER_ACCOUNT: count(10),
  /** Many people share an address behind NAT; this one only stops lists of accounts from being tried. */
  SIGN_INS_PER_ADDRESS: count(200),
  SIGN_UPS_PER_ADDRESS: count(50),
  REFRESHES_PER_ADDRESS: count(2_000),
  /** Password checks of a signed-in member, as for withdrawing. */
  PASSWORD_CHECKS_PER_MEMBER: count(5),
  /** Addresses and accounts that each limit remembers; the longest unseen are forgotten first. */
  RATE_ENTRIES: count(20_000),

  /** Lines of one cart, and pairs in one line. */
  CART_LINES: count(100),
  CART_LINE_QUANTITY: count(20),
  /** A guest's cart is forgotten after so many days without a change. */
  GUEST_CART_DAYS: count(30),
  /** How often forgotten carts are deleted, and how many at once. */
  GUEST_CART_SWEEP_MS: milliseconds(60_000),
  GUEST_CART_SWEEP_BATCH: count(500),
  /** Carts that guests at one address may begin in one window. */
  GUEST_CARTS_PER_ADDRESS: count(1_000),

  /** Requests for coupons that one statement decides, and that wait to be decided; beyond that they are refused. */
  COUPON_ISSUE_BATCH: count(500),
  COUPON_ISSUE_QUEUE: count(5_000),
  /** Sold-out campaigns that are answered from memory, and the members with their coupons, all together. */
  COUPON_SOLD_OUT_CAMPAIGNS: count(1_000),
  COUPON_SOLD_OUT_HOLDERS: count(500_000),
  /** How often coupons whose time has come are marked, and how many at once. */
  COUPON_EXPIRY_MS: milliseconds(60_000),
  COUPON_EXPIRY_BATCH: count(1_000),

  /** Waiting rooms that are open or will be. */
  WAITING_ROOMS: count(1_000),
  /** People who wait before a campaign at most, where its creator does not say. */
  WAITING_ROOM_CAPACITY: count(100_000),
  /** How long before it opens a room gives out tickets. */
  WAITING_ROOM_EARLY_MS: milliseconds(30 * 60_000),
  /** How long a turn lasts. */
  WAITING_PASS_SECONDS: seconds(120),
  /** Whoever finds a room full is told to come again after this. */
  WAITING_ROOM_FULL_RETRY_MS: milliseconds(10_000),
  /** Tickets that one statement gives out, and that wait for it. */
  WAITING_ROOM_BATCH: count(500),
  WAITING_ROOM_QUEUE: count(10_000),
  /** A room made by another process is known here after this. */
  WAITING_ROOM_REFRESH_MS: milliseconds(2_000),
  /** How often tickets whose turn is over are deleted, and how many at once. */
  WAITING_TICKET_SWEEP_MS: milliseconds(60_000),
  WAITING_TICKET_SWEEP_BATCH: count(5_000),

  /** Toss Payments' secret key. Without it payments go to the stand-in that `npm start` runs. */
  TOSS_SECRET_KEY: z.string().min(1).optional(),
  /** Absent: Toss Payments' own address with a secret key, the stand-in's without. */
  TOSS_URL: z.url().optional(),
  /** One call to the gateway, from connecting to the last byte. Card companies take some seconds. */
  TOSS_TIMEOUT_MS: milliseconds(10_000),
  /** Calls with one idempotency key until the outcome is left to the reconciler. */
  TOSS_ATTEMPTS: count(3),
  /** Before the second call; each pause is twice the one before. Together they pass the second in which a payment is not cancelled again. */
  TOSS_RETRY_MS: milliseconds(400),
  /** Calls to the gateway at the same time. */
  TOSS_IN_FLIGHT: count(200),

  /** Notifications of one member that are kept; the oldest go first. */
  NOTIFICATIONS_PER_MEMBER: count(500),
  /** How often the event of a notification is tried before it is parked. */
  NOTIFICATION_ATTEMPTS: count(10),
  NOTIFICATION_RETRY_MS: milliseconds(1_000),
  /** Events whose notifications were stored are remembered so long, so that they are not stored again. */
  INBOX_RETENTION_MS: milliseconds(14 * 24 * 60 * 60_000),
  INBOX_SWEEP_MS: milliseconds(60_000),
  INBOX_SWEEP_BATCH: count(5_000),

  /** Streams of notifications: in this process, and of one member (a further one replaces the oldest). */
  STREAMS: count(2_000),
  STREAMS_PER_MEMBER: count(5),
  /** Notifications that a stream reads at a time. */
  STREAM_BATCH: count(50),
  STREAM_HEARTBEAT_MS: milliseconds(15_000),
  /** A stream whose reader takes nothing for so long is closed. */
  STREAM_STALL_MS: milliseconds(15_000),
  /** What a lost hint may delay: how often streams are compared with the database; and while the broker is away. */
  STREAM_SWEEP_MS: milliseconds(5_000),
  STREAM_SWEEP_BROKER_DOWN_MS: milliseconds(1_000),

  OUTBOX_POLL_MS: milliseconds(500),
  OUTBOX_BATCH: count(200),

  /** Products in one part of a snapshot: 100 of the largest, 2.5 KB each, stay below the broker's 256 KB. */
  SNAPSHOT_PRODUCTS: z.coerce.number().int().min(1).max(100).default(80),
  SNAPSHOT_MEMBERS: z.coerce.number().int().min(1).max(500).default(500),
  /** Sellers' parts of orders in one part of a snapshot: 250 of the largest, 0.9 KB each, stay below 256 KB. */
  SNAPSHOT_ORDERS: z.coerce.number().int().min(1).max(250).default(200),
  SNAPSHOT_ATTEMPTS: count(10),
  SNAPSHOT_RETRY_MS: milliseconds(1_000),

  /** Stock and coupon are held for an order that is not paid for so long. */
  RESERVATION_TTL_MS: milliseconds(10 * 60_000),
  /** Orders of one member that wait to be paid: nobody takes a whole shop out of sale. */
  OPEN_ORDERS_PER_MEMBER: count(20),
  ADDRESSES_PER_MEMBER: count(20),
  /** The buyer may give back what was delivered until the end of this day, counted from the day after. */
  RETURN_DAYS: days(7),
  /** The same when it is the seller's fault. */
  RETURN_FAULT_DAYS: days(90),
  /** A delivered item becomes CONFIRMED by itself. */
  PURCHASE_CONFIRM_DAYS: days(8),

  /** A request whose process died may be run again; longer than any request takes. */
  IDEMPOTENCY_LEASE_MS: milliseconds(60_000),
  IDEMPOTENCY_TTL_MS: milliseconds(24 * 60 * 60_000),
  IDEMPOTENCY_KEYS_PER_MEMBER: count(10_000),

  /** How often what a crash, the gateway or time left open is looked for. */
  RECONCILE_MS: milliseconds(1_000),
  /** Orders, payments, refunds, items and keys of one pass, each. */
  RECONCILE_BATCH: count(100),
  /** Calls of the reconciler to the gateway at the same time. */
  RECONCILE_CALLS: count(8),
  /** A payment or refund without an outcome is looked at after so long. Its request may still run: that harms nothing. */
  RECONCILE_AFTER_MS: milliseconds(20_000),
  /** The pause before the next look doubles up to this. */
  RECONCILE_BACKOFF_MAX_MS: milliseconds(10 * 60_000),

  /** SIGTERM to the end of the process: requests under way are answered. */
  STOP_TIMEOUT_MS: milliseconds(15_000),
})
export type CommerceConfig = z.infer<typeof CommerceConfig>
