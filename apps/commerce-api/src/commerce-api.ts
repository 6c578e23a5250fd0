import { KeyRing, RevokedTokens } from '@munova/auth'
import { addBrokerMetrics, connectRabbit, type Broker } from '@munova/broker'
import {
  connect,
  migrate,
  openDatabaseProbe,
  OutboxPublisher,
  requireMigrated,
  watchPoolWaits,
} from '@munova/database'
import { ConfigError, createLog, createMetrics, KeyedMutex, type Log, PeriodicJob } from '@munova/service'
import packageJson from '../package.json' with { type: 'json' }
import { consumeAnswers } from './answers/consume.ts'
import { buildApp, type AppContext } from './app.ts'
import { CategoryTree } from './catalogue/categories/tree.ts'
import { FacetAnswers } from './catalogue/facets/answers.ts'
import { FacetIndex } from './catalogue/facets/facet-index.ts'
import type { CommerceConfig } from './config.ts'
import { PinLists } from './catalogue/pins/pin-lists.ts'
import { ViewerCounts } from './catalogue/popularity/viewer-counts.ts'
import { Suggestions } from './catalogue/suggestions/suggestions.ts'
import { CouponIssuer } from './promotions/coupons/issuer.ts'
import { startJobs } from './jobs/jobs.ts'
import { storeLastViews } from './jobs/store-last-views.ts'
import { consumeEvents } from './notifications/consume.ts'
import { OpenStreams } from './notifications/open-streams.ts'
import type { PaymentGateway } from './payments/gateway/gateway.ts'
import { requireSufficientLease } from './payments/gateway/longest-request.ts'
import { openPictures } from './pictures/open.ts'
import { openGateway } from './payments/gateway/open-gateway.ts'
import { serveSnapshotRequests } from './chat-snapshot/serve-requests.ts'
import { WaitingRooms } from './promotions/waiting-room/waiting-rooms.ts'

export interface CommerceApi {
  url: string
  /** Makes /readyz respond 404, so that balancers send nothing new; everything is served on. */
  leave(): void
  /** Idempotent: finishes requests under way, then closes everything it opened in reverse. A broker handed in stays open. */
  close(): Promise<void>
}

export const migrations = new URL('../migrations/', import.meta.url)

/**
 * Migrates the database and serves until closed. `broker` is for a process that embeds the API; without it `AMQP_URL`
 * is needed. `gateway` replaces the one that the settings name. Rejects, with nothing left open, when the database or the
 * port is not available.
 */
export async function startCommerceApi(
  config: CommerceConfig,
  options: { broker?: Broker; gateway?: PaymentGateway; log?: Log } = {},
): Promise<CommerceApi> {
  requireSufficientLease(config)
  const log = options.log ?? createLog({ name: 'commerce-api', level: config.LOG_LEVEL })
  if (config.SMTP_URL && !config.PUBLIC_URL) throw new ConfigError('PUBLIC_URL is required with SMTP_URL')
  if (!config.SMTP_URL)
    log.warn('without SMTP_URL no mail is sent: nobody can verify an address or reset a password')
  await using opened = new AsyncDisposableStack()
  if (config.MIGRATE_AT_START) await migrate(config.DATABASE_URL, migrations, log)
  else await requireMigrated(config.DATABASE_URL, migrations)

  const openPool = (name: string, special: { genericPlans?: boolean; statementTimeoutMs?: number } = {}) => {
    const { DATABASE_URL, DATABASE_POOL: max, STATEMENT_TIMEOUT_MS: statementTimeoutMs } = config
    const pool = connect(DATABASE_URL, { max, name, statementTimeoutMs, ...special })
    opened.defer(() => pool.end({ timeout: 5 }))
    return pool
  }
  const sql = openPool('commerce-api')
  const genericPlanSql = openPool('commerce-api generic plans', { genericPlans: true })
  const listSql = openPool('commerce-api lists', {
    genericPlans: true,
    statementTimeoutMs: config.LIST_TIMEOUT_MS,
  })
  const broker = options.broker ?? openBroker(config, log)
  if (!options.broker) opened.defer(() => broker.close())
  const metrics = createMetrics('commerce')
  opened.defer(() => metrics.close())
  addBrokerMetrics(metrics, broker)

  const publisher = new OutboxPublisher({
    sql,
    broker,
    log,
    metrics,
    pollMs: config.OUTBOX_POLL_MS,
    batch: config.OUTBOX_BATCH,
  })
  opened.defer(() => publisher.close())
  const toss = openGateway(config, metrics)
  opened.defer(() => toss.close())
  const pictures = openPictures(config, metrics)
  opened.defer(() => pictures.store.close())
  const keys = await KeyRing.load(config.JWT_KEYS_FILE)
  const keysCheck = new PeriodicJob({
    name: 'signing-keys',
    everyMs: config.JWT_KEYS_CHECK_MS,
    log,
    metrics,
    run: () => keys.reload(),
  })
  keysCheck.start()
  opened.defer(() => keysCheck.close())
  const revokedTokens = new RevokedTokens({
    sql,
    log,
    metrics,
    limits: {
      everyMs: config.REVOKED_TOKENS_CHECK_MS,
      tokenLifetimeMs: config.ACCESS_TOKEN_SECONDS * 1000,
    },
    onRevoked: ({ id }) => streams.endRevoked(id),
  })
  const couponIssuer = new CouponIssuer({ sql, config, metrics, onIssued: () => publisher.wake() })
  opened.defer(() => couponIssuer.close())
  const waitingRooms = await WaitingRooms.open({ sql, config, metrics, keys, log })
  opened.defer(() => waitingRooms.close())
  const viewers = { viewers: config.VIEWERS, repeatMs: config.VIEW_REPEAT_MS }
  const suggestions = new Suggestions({ sql: listSql, config, log })
  opened.defer(() => suggestions.close())
  const facets = new FacetIndex({ sql: listSql, config, log, metrics })
  opened.defer(() => facets.close())
  const context: AppContext = {
    sql,
    genericPlanSql,
    listSql,
    config,
    log,
    gateway: options.gateway ?? toss,
    couponIssuer,
    waitingRooms,
    pictures,
    placings: new KeyedMutex(),
    boughtHolds: metrics.counter('restock_bought_total', 'Orders that bought what a restock line held'),
    keys,
    revokedTokens,
    categories: await CategoryTree.load(sql),
    pins: await PinLists.load(sql),
    views: new ViewerCounts({
      name: 'views',
      metrics,
      limits: { things: config.VIEWED_PRODUCTS, ...viewers },
    }),
    searches: new ViewerCounts({
      name: 'searches',
      metrics,
      limits: { things: config.SEARCHES_WAITING, ...viewers },
    }),
    memberViews: new ViewerCounts({
      name: 'member_views',
      metrics,
      limits: { things: config.MEMBER_VIEWS_WAITING, ...viewers },
    }),
    suggestions,
    facets,
    facetAnswers: new FacetAnswers({ answers: config.FACET_ANSWERS, keepMs: config.FACET_ANSWER_MS }),
    outbox: publisher,
    reconcile: () => jobs.reconcile(),
  }
  opened.defer(() => storeLastViews(context))
  const jobs = startJobs(context, metrics)
  opened.defer(() => jobs.close())
  const requests = serveSnapshotRequests(context, broker)
  opened.defer(() => requests.close())
  const streams = new OpenStreams({
    sql,
    broker,
    config,
    log,
    metrics,
    isRevoked: (identity) => revokedTokens.has(identity),
  })
  opened.defer(() => streams.close())
  await revokedTokens.start()
  opened.defer(() => revokedTokens.close())
  const notifications = consumeEvents(context, broker, {
    metrics,
    onStored: (counters) => streams.publishChange(counters.map(({ memberId }) => memberId)),
  })
  opened.defer(() => notifications.close())
  const answers = consumeAnswers(context, broker)
  opened.defer(() => answers.close())
  // What is published before a queue is declared for the first time is not delivered to it.
  void Promise.all([requests.ready, notifications.ready, answers.ready]).then(() => publisher.start())
  const probe = await openDatabaseProbe(config.DATABASE_URL, {
    name: 'commerce-api',
    everyMs: config.DATABASE_PROBE_MS,
    timeoutMs: config.DATABASE_PROBE_TIMEOUT_MS,
    graceMs: config.READINESS_DATABASE_GRACE_MS,
    log,
    metrics,
  })
  opened.defer(() => probe.close())
  const waits = watchPoolWaits({
    pools: { general: sql, generic_plans: genericPlanSql, lists: listSql },
    everyMs: config.DATABASE_PROBE_MS,
    metrics,
  })
  opened.defer(() => waits.close())

  const app = await buildApp(context, {
    version: packageJson.version,
    metrics,
    streams,
    // Not the broker: without it the shop keeps working, and events wait in the outbox.
    readiness: () => ({ database: probe.state() }),
  })
  opened.defer(() => app.close())
  const url = await app.listen({ host: config.HOST, port: config.PORT, backlog: config.LISTEN_BACKLOG })
  facets.start()

  const stack = opened.move()
  let closing: Promise<void> | undefined
  return {
    url,
    leave: () => app.leave(),
    close() {
      app.leave()
      closing ??= stack.disposeAsync()
      return closing
    },
  }
}

function openBroker(config: CommerceConfig, log: Log): Broker {
  if (!config.AMQP_URL) throw new ConfigError('AMQP_URL is required when no broker is handed in')
  return connectRabbit(config.AMQP_URL, { log })
}
