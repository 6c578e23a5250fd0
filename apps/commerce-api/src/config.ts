import { tracingSettings, TrustProxy } from '@munova/service'
import { z } from 'zod'
import { importSettings } from './import-settings.ts'
import { mailSettings } from './mail-settings.ts'
import { paymentSettings } from './payment-settings.ts'
import { pictureSettings } from './picture-settings.ts'
import { recommendationSettings } from './recommendation-settings.ts'
import { restockSettings } from './restock-settings.ts'
import { reviewSettings } from './review-settings.ts'
import { searchSettings } from './search-settings.ts'
import { count, days, lawful, milliseconds, millisecondsOrNone, port, seconds } from './setting.ts'

/** The settings of commerce-api, which are environment variables, with their defaults. */
export const CommerceConfig = z.object({
  /** The address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** The port to listen on; 0 takes any free one. */
  PORT: port.default(4000),
  /** Connections that the kernel queues until the process accepts them; `net.core.somaxconn` may lower it. */
  LISTEN_BACKLOG: count(4_096),
  /** With `development` the cookies of the refresh token and the cart work without TLS. */
  NODE_ENV: z.enum(['development', 'production']).default('production'),
  /** Log lines below this level are not written. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The PostgreSQL database. */
  DATABASE_URL: z.url(),
  /** Whether the process applies migrations when it starts; without, it does not start before the command `migrate` was run. */
  MIGRATE_AT_START: z.stringbool().default(true),
  /** Connections at most in each of the three pools: the general one, the generic-plan pool and that of lists. */
  DATABASE_POOL: count(10),
  /** PostgreSQL cancels a statement that runs longer. */
  STATEMENT_TIMEOUT_MS: milliseconds(5_000),
  /** The interval at which the database is checked for /readyz. */
  DATABASE_PROBE_MS: milliseconds(2_000),
  /** A check that takes longer fails. */
  DATABASE_PROBE_TIMEOUT_MS: milliseconds(2_000),
  /** The database may be silent for this long before /readyz responds 503: all processes would be taken out at once. */
  READINESS_DATABASE_GRACE_MS: milliseconds(15_000),
  /** The RabbitMQ server; absent when the process that embeds the API passes its own broker. */
  AMQP_URL: z.url().optional(),
  /** The file with the keys that sign access tokens; it is created with one key if it does not exist. */
  JWT_KEYS_FILE: z.string().min(1).default('.munova/keys/signing.json'),
  /** The interval at which the file is read again: keys that the command `keys` adds, promotes or retires are used without a restart. */
  JWT_KEYS_CHECK_MS: milliseconds(5_000),
  /** Origins whose browser pages may call the API, separated by commas. */
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((list) => list.split(',').map((origin) => origin.trim())),
  /** The number of proxies before this server, or their addresses and subnets, separated by commas, whose X-Forwarded-For is trusted; without it all clients of a balancer count as one for rate limits. */
  TRUST_PROXY: TrustProxy,
  /** What the page at / says of accounts to try; `npm start` sets it, where the demo data are. */
  DEMO_ACCOUNTS: z.string().default(''),
  /** A request with a larger body is rejected. The largest product, with 65,535 Hangul letters of description, has 200 KB. */
  BODY_LIMIT_BYTES: count(512 * 1024),

  /** How long an access token is valid. */
  ACCESS_TOKEN_SECONDS: seconds(900),
  /** How often a process reads which tokens are void: the longest time for which one is accepted after that. */
  REVOKED_TOKENS_CHECK_MS: milliseconds(300),
  /** Access tokens whose signature check is cached. */
  VERIFIED_TOKEN_CACHE: count(20_000),
  /** For how long a refresh token that was used gets the same successor again. */
  REFRESH_GRACE_MS: milliseconds(10_000),
  /** A session expires when its refresh token was not used for this long. */
  REFRESH_TOKEN_SECONDS: seconds(14 * 24 * 60 * 60),
  /** Sessions of one member; a sign-in on a further device ends the session that was refreshed least recently. */
  DEVICES_PER_MEMBER: count(20),
  /** For how long after its last sign-in a device is known; DEVICES_PER_MEMBER of one member are. */
  KNOWN_DEVICE_DAYS: days(180),

  /** How long a member who withdrew can follow orders: longer than the longest time to return. The signing key is kept for as long. */
  FOLLOW_ORDERS_DAYS: days(120),

  /** The window of all rate limits, which hold over all processes. */
  RATE_WINDOW_MS: milliseconds(5 * 60_000),
  /** Failed sign-ins per window to one account, from all addresses; a device where its member has signed in before has as many of its own. */
  SIGN_IN_FAILURES_PER_ACCOUNT: count(10),
  /** Failed sign-ins per window from one client address, to any account; it is high because many people share an address behind NAT. */
  SIGN_IN_FAILURES_PER_ADDRESS: count(200),
  /** Sign-ups per window from one client address. */
  SIGN_UPS_PER_ADDRESS: count(50),
  /** Token refreshes per window from one client address. */
  REFRESHES_PER_ADDRESS: count(2_000),
  /** Failed password checks per window of a signed-in member, as for a withdrawal. */
  PASSWORD_CHECKS_PER_MEMBER: count(5),
  /** The interval at which counts of rate limits are deleted after their window. */
  ATTEMPTS_SWEEP_MS: milliseconds(60_000),
  /** Counts deleted in one run. */
  ATTEMPTS_SWEEP_BATCH: count(5_000),

  ...pictureSettings,
  /** Banners of the home page that are shown or planned. */
  BANNERS: count(12),
  /** Categories in the tree; chat-server's event of the tree holds 500. */
  CATEGORIES: z.coerce.number().int().min(1).max(500).default(500),
  /** The interval at which a process reads the category tree if another process has changed it. */
  CATEGORIES_REFRESH_MS: milliseconds(2_000),
  /** The interval at which products follow a seller who was suspended or reinstated, if there are more than the request has changed; orders follow at once. */
  PRODUCT_ALIGN_MS: milliseconds(1_000),
  /** Products changed by one statement. */
  PRODUCT_ALIGN_BATCH: count(500),
  /** The interval at which sales begin and end in lists that are sorted by price; shown and charged they are exact. */
  SALE_CHECK_MS: milliseconds(1_000),
  /** Products whose price one run changes. */
  SALE_BATCH: count(500),
  ...searchSettings,
  ...recommendationSettings,
  ...reviewSettings,
  ...restockSettings,
  ...importSettings,

  ...mailSettings,

  /** Lines of one cart. */
  CART_LINES: count(100),
  /** Pairs in one line of a cart. */
  CART_LINE_QUANTITY: count(20),
  /** A guest cart expires after this many days without a change. */
  GUEST_CART_DAYS: count(30),
  /** The interval at which expired guest carts are deleted. */
  GUEST_CART_SWEEP_MS: milliseconds(60_000),
  /** Guest carts deleted in one run. */
  GUEST_CART_SWEEP_BATCH: count(500),
  /** Guest carts created per rate-limit window from one client address. */
  GUEST_CARTS_PER_ADDRESS: count(1_000),

  /** Coupon requests processed by one statement. */
  COUPON_ISSUE_BATCH: count(500),
  /** Coupon requests that wait for their result; further ones are rejected with OVERLOADED. */
  COUPON_ISSUE_QUEUE: count(5_000),
  /** Sold-out campaigns in the cache that answers requests without the database. */
  COUPON_SOLD_OUT_CAMPAIGNS: count(1_000),
  /** Members with a coupon in that cache, of all its campaigns together. */
  COUPON_SOLD_OUT_HOLDERS: count(500_000),
  /** The interval at which coupons whose validity has ended are marked EXPIRED. */
  COUPON_EXPIRY_MS: milliseconds(60_000),
  /** Coupons marked EXPIRED in one run. */
  COUPON_EXPIRY_BATCH: count(1_000),

  /** Waiting rooms that are open or planned. */
  WAITING_ROOMS: count(1_000),
  /** Members waiting at most in the room of a campaign whose creator sets no capacity. */
  WAITING_ROOM_CAPACITY: count(100_000),
  /** How long before it opens a waiting room issues tickets. */
  WAITING_ROOM_EARLY_MS: milliseconds(30 * 60_000),
  /** How long a pass is valid after the turn has begun. */
  WAITING_PASS_SECONDS: seconds(120),
  /** The Retry-After of WAITING_ROOM_FULL. */
  WAITING_ROOM_FULL_RETRY_MS: milliseconds(10_000),
  /** Ticket requests processed by one statement. */
  WAITING_ROOM_BATCH: count(500),
  /** Ticket requests that wait for their result; further ones are rejected with OVERLOADED. */
  WAITING_ROOM_QUEUE: count(10_000),
  /** The interval at which a process reads which rooms exist; a room created by another process is unknown for this long. */
  WAITING_ROOM_REFRESH_MS: milliseconds(2_000),
  /** The interval at which expired tickets are deleted. */
  WAITING_TICKET_SWEEP_MS: milliseconds(60_000),
  /** Tickets deleted in one run. */
  WAITING_TICKET_SWEEP_BATCH: count(5_000),

  ...paymentSettings,

  /** Notifications kept of one member; the oldest are deleted. */
  NOTIFICATIONS_PER_MEMBER: count(500),
  /** Attempts to turn an event into notifications; then it is parked. */
  NOTIFICATION_ATTEMPTS: count(10),
  /** The pause between these attempts. */
  NOTIFICATION_RETRY_MS: milliseconds(1_000),
  /** The retention of event ids in the inbox; an event that is repeated later has a second effect. */
  INBOX_RETENTION_MS: milliseconds(14 * 24 * 60 * 60_000),
  /** The interval at which older ids are deleted from the inbox. */
  INBOX_SWEEP_MS: milliseconds(60_000),
  /** Event ids deleted in one run. */
  INBOX_SWEEP_BATCH: count(5_000),

  /** Open notification streams of this process; further ones are rejected. */
  STREAMS: count(2_000),
  /** Open notification streams of one member; a further one replaces the oldest. */
  STREAMS_PER_MEMBER: count(5),
  /** Notifications that a stream reads with one statement. */
  STREAM_BATCH: count(50),
  /** The interval of heartbeats on an idle stream. */
  STREAM_HEARTBEAT_MS: milliseconds(15_000),
  /** A stream is closed when its client takes nothing for this long. */
  STREAM_STALL_MS: milliseconds(15_000),
  /** The interval at which streams are compared with the database: the longest delay that a lost change signal causes. */
  STREAM_SWEEP_MS: milliseconds(5_000),
  /** The same interval while the broker is down, when all change signals are lost. */
  STREAM_SWEEP_BROKER_DOWN_MS: milliseconds(1_000),

  /** The interval at which the outbox publisher looks for events of other processes. */
  OUTBOX_POLL_MS: milliseconds(500),
  /** Events that the outbox publisher publishes at a time. */
  OUTBOX_BATCH: count(200),

  /** Products in one part of a chat snapshot at most; a part that is too large for the broker is divided. */
  SNAPSHOT_PRODUCTS: z.coerce.number().int().min(1).max(100).default(80),
  /** Members in one part of a chat snapshot at most. */
  SNAPSHOT_MEMBERS: z.coerce.number().int().min(1).max(500).default(500),
  /** Sellers' parts of orders in one part of a chat snapshot at most. */
  SNAPSHOT_ORDERS: z.coerce.number().int().min(1).max(250).default(200),
  /** Attempts to answer a snapshot request; then it is parked. */
  SNAPSHOT_ATTEMPTS: count(10),
  /** The pause between these attempts. */
  SNAPSHOT_RETRY_MS: milliseconds(1_000),

  /** How long an unpaid order reserves its stock and coupon. */
  RESERVATION_TTL_MS: milliseconds(10 * 60_000),
  /** Unpaid orders of one member; it keeps one member from reserving the whole stock. */
  OPEN_ORDERS_PER_MEMBER: count(20),
  /** Saved addresses of one member. */
  ADDRESSES_PER_MEMBER: count(20),
  /** Lines of one file of tracking numbers; each is shipped by a statement of its own. */
  SHIPMENT_IMPORT_LINES: count(1_000),
  /** Orders of such a file that are shipped at the same time. */
  SHIPMENT_IMPORT_CALLS: count(4),
  /** A seller's parcel arrives no sooner after shipping: the fastest couriers need some hours within a city. */
  DELIVERY_MIN_MS: millisecondsOrNone(3 * 60 * 60_000),
  /** A seller reports a delivery within this time, since the buyer's time to return has begun with it. */
  DELIVERY_REPORT_MS: milliseconds(3 * 24 * 60 * 60_000),
  /** Days after shipping until a parcel is DELIVERED automatically. */
  AUTO_DELIVER_DAYS: days(14),
  /** Days after the day of delivery in which the buyer may request a return; the last one counts until its end, in Korea. */
  RETURN_DAYS: lawful(7),
  /** Months after the day of delivery for a return that is the seller's fault. */
  RETURN_FAULT_MONTHS: lawful(3),
  /** Days after the day on which the buyer noticed the fault, for a request that names that day; within the months above. */
  RETURN_KNOWN_FAULT_DAYS: lawful(30),
  /** The interval at which it is checked for how long the table of public holidays lasts. */
  HOLIDAYS_CHECK_MS: milliseconds(24 * 60 * 60_000),
  /** Days in which a seller answers a return, or it is accepted: a parcel takes some, and the law then gives three working days. */
  RETURN_ANSWER_DAYS: days(10),
  /** Days from now to which an administrator extends a reservation, the time to return, or the time to answer a return. */
  EXTENSION_MAX_DAYS: days(30),
  /** Days after delivery until an item is CONFIRMED automatically; it can be returned all the same. */
  PURCHASE_CONFIRM_DAYS: days(8),

  /** The interval at which personal data is looked for whose time has ended. */
  RETENTION_SWEEP_MS: milliseconds(60 * 60_000),
  /** Rows of one kind that a run deletes or blanks; it is followed by another when there were as many. */
  RETENTION_BATCH: count(500),
  /** Years for which the personal data of an order is kept, from its last event. */
  ORDER_DATA_YEARS: lawful(5),
  /** Days for which the personal data of an order is kept that was never paid. */
  UNPAID_ORDER_DATA_DAYS: days(30),
  /** Days for which a notification is kept. */
  NOTIFICATION_DAYS: days(365),

  /**
   * A repeated request may run again after this time when the first one has no response, because its process crashed. It must
   * be longer than any request takes: five gateway calls, each with all attempts, and a statement.
   */
  IDEMPOTENCY_LEASE_MS: milliseconds(180_000),
  /** How long an idempotency key and its response are kept. */
  IDEMPOTENCY_TTL_MS: milliseconds(24 * 60 * 60_000),
  /** Idempotency keys kept of one member; a request with a further key is rejected. */
  IDEMPOTENCY_KEYS_PER_MEMBER: count(10_000),

  /** The interval of the reconciler. */
  RECONCILE_MS: milliseconds(1_000),
  /** Orders, payments, refunds, items and idempotency keys that one run of the reconciler takes, each. */
  RECONCILE_BATCH: count(100),
  /** Concurrent gateway calls of the reconciler. */
  RECONCILE_CALLS: count(8),
  /** Payments and refunds without an outcome are reconciled after this time; a request that still runs is not disturbed. */
  RECONCILE_AFTER_MS: milliseconds(20_000),
  /** The pause before the next attempt to reconcile doubles up to this. */
  RECONCILE_BACKOFF_MAX_MS: milliseconds(10 * 60_000),

  /** After SIGTERM the process serves on for this long while /readyz responds 404: two checks of a balancer, each with its timeout. A second SIGTERM ends it. */
  DRAIN_GRACE_MS: millisecondsOrNone(5_000),
  /** After that running requests have this long to finish before the process exits. */
  STOP_TIMEOUT_MS: milliseconds(15_000),

  ...tracingSettings,
})
export type CommerceConfig = z.infer<typeof CommerceConfig>
