import { createVerifier, guard, RevokedTokens } from '@munova/auth'
import { addBrokerMetrics, type Broker, connectRabbit } from '@munova/broker'
import { chatErrors, chatErrorTexts, chatFieldTexts } from '@munova/chat-contract'
import { migrate, OutboxPublisher, requireMigrated, type Sql, watchPoolWaits } from '@munova/database'
import {
  ConfigError,
  createHttp,
  createLog,
  createMetrics,
  type Http,
  type Log,
  sharedPort,
  trustedProxies,
} from '@munova/service'
import packageJson from '../package.json' with { type: 'json' }
import { apiTexts } from './api-texts.ts'
import type { ChatConfig } from './config.ts'
import { openDatabasePools } from './database-pools.ts'
import { InboxSignals } from './delivery/relay/inbox-signals.ts'
import { Relay } from './delivery/relay/relay.ts'
import { SpendingSignals } from './delivery/relay/spending-signals.ts'
import { EphemeralEvents } from './delivery/ephemeral/ephemeral-events.ts'
import { problemFor } from './problems.ts'
import { departuresCleanup } from './inbox/departures.ts'
import { ConnectionRegistry } from './live-sessions/connection-registry.ts'
import { openHub, openInboxes, openInquiryEvents, openRoomLog } from './node-parts.ts'
import { readMachineLimits, warnings } from './preflight.ts'
import { Projection } from './projection/projection.ts'
import { openReadiness } from './readiness.ts'
import { RoomAccess } from './rooms/room/access.ts'
import { unsentPicturesCleanup } from './rooms/pictures/cleanup.ts'
import type { PicturesContext } from './rooms/pictures/context.ts'
import { openPictures } from './rooms/pictures/open.ts'
import { pictureFileRoute } from './rooms/pictures/routes.ts'
import { startGroupJobs } from './rooms/groups/jobs.ts'
import { MemberRequestQuotas } from './rooms/room/request-limits.ts'
import { roomRoutes } from './rooms/routes.ts'
import { liveOperations } from './operations/operation-table.ts'
import type { OperationTable } from './operations/operation.ts'
import type { LiveContext } from './transports/connection/live-context.ts'
import { LiveServer } from './transports/live-server.ts'

export interface ChatServer {
  /** Where HTTP and WebSocket are served, without a path. */
  readonly url: string
  /** Where RSocket is spoken over TCP. */
  readonly rsocketPort: number
  /** Makes /readyz respond 404, so that balancers send nothing new; everything is served on. */
  leave(): void
  /** Drains: no new connections, open ones are closed with a reconnect code, accepted messages are stored. Idempotent. */
  close(): Promise<void>
}

export const migrations = new URL('../migrations/', import.meta.url)

/**
 * Starts one node of the chat server: migrates its database, then serves. It is ready once its projection is complete.
 * `broker` is for a process that embeds the server; otherwise AMQP_URL is required. `operations` replaces the operation
 * table. Rejects, with everything closed, when the database or a port is not available.
 */
export async function startChatServer(
  config: ChatConfig,
  given: { broker?: Broker; log?: Log; operations?: OperationTable } = {},
): Promise<ChatServer> {
  const log = given.log ?? createLog({ name: 'chat-server', level: config.LOG_LEVEL })
  for (const warning of warnings(config, readMachineLimits())) log.warn({ warning }, 'preflight')
  if (config.MIGRATE_AT_START) await migrate(config.DATABASE_URL, migrations, log)
  else await requireMigrated(config.DATABASE_URL, migrations)

  // Closed in reverse.
  await using opened = new AsyncDisposableStack()
  const metrics = createMetrics('chat')
  opened.defer(() => metrics.close())
  const pools = openDatabasePools(config)
  opened.defer(() => pools.close())
  const broker = given.broker ?? openBroker(config, log)
  if (!given.broker) opened.defer(() => broker.close())
  addBrokerMetrics(metrics, broker)
  const waits = watchPoolWaits({
    pools: { live: pools.live, http: pools.http, repair: pools.repair, background: pools.background },
    everyMs: config.PROBE_INTERVAL_MS,
    metrics,
  })
  opened.defer(() => waits.close())

  const hub = openHub(config, { sql: pools.repair, log, metrics })
  opened.defer(() => hub.close())
  const relay = new Relay({
    broker,
    metrics,
    batchWindowMs: config.RELAY_BATCH_WINDOW_MS,
    isLive: (roomId) => hub.isLive(roomId),
    onEntry(entry) {
      if (!ephemeralEvents.receive(entry)) hub.receive(entry)
    },
    onState: (state) => {
      log.info({ state }, 'broker')
      void hub.sweep()
    },
  })
  const ephemeralEvents = new EphemeralEvents({
    deliver: (event, exceptMemberId) => hub.deliverEphemeral(event, exceptMemberId),
    forward: (event) => relay.send(event),
    metrics,
  })
  hub.connect(relay)
  opened.defer(() => relay.flush())
  const spending = new SpendingSignals({
    broker,
    metrics,
    everyMs: config.QUOTA_SHARE_MS,
    onSpent(quota, memberId, units) {
      if (quota === 'sends') connectionRegistry.debitSends(memberId, units)
      else memberRequests.debit(memberId, units)
    },
  })
  opened.defer(() => spending.flush())
  const memberRequests = new MemberRequestQuotas(config, (memberId) => spending.spent('requests', memberId))
  const connectionRegistry = new ConnectionRegistry(
    {
      connections: config.CONNECTIONS_PER_MEMBER,
      sendsPerSecond: config.SENDS_PER_SECOND,
      sendsBurst: config.SENDS_BURST,
      typingPerSecond: config.TYPING_PER_SECOND,
      typingBurst: config.TYPING_BURST,
    },
    (memberId) => spending.spent('sends', memberId),
  )
  await spending.listen()
  const inboxes = openInboxes(config, {
    sql: pools.repair,
    log,
    metrics,
    relay,
    onAccount: ({ memberId, name }) => connectionRegistry.rename(memberId, name),
  })
  opened.defer(() => inboxes.close())
  const inboxSignals = new InboxSignals({
    broker,
    metrics,
    batchWindowMs: config.INBOX_BATCH_WINDOW_MS,
    onChanged(changes) {
      inboxes.changed(changes)
      for (const { id, name } of changes.members) connectionRegistry.rename(id, name)
    },
    onState: () => void inboxes.sweep(),
  })
  await inboxSignals.listen()
  opened.defer(() => inboxSignals.flush())
  const departures = departuresCleanup({
    sql: pools.background,
    log,
    metrics,
    resumeMs: config.INBOX_RESUME_MS,
  })
  departures.start()
  void departures.trigger()
  opened.defer(() => departures.close())
  const projection = new Projection({
    sql: pools.background,
    broker,
    log,
    retryMs: config.PROJECTION_RETRY_MS,
    onMemberChanged: (member) => inboxSignals.memberChanged(member),
  })
  projection.start()
  opened.defer(() => projection.close())
  const outbox = new OutboxPublisher({
    sql: pools.background,
    broker,
    log,
    metrics,
    pollMs: config.OUTBOX_POLL_MS,
    batch: config.OUTBOX_BATCH,
  })
  outbox.start()
  opened.defer(() => outbox.close())
  const inquiryEvents = openInquiryEvents(config, { sql: pools.background, log, metrics, outbox })
  inquiryEvents.start()
  opened.defer(() => inquiryEvents.close())
  const roomLog = openRoomLog(config, {
    sql: pools.http,
    appendSql: pools.append,
    contendedSql: pools.contended,
    log,
    metrics,
    hub,
    inboxSignals,
    inquiryEvents,
  })
  opened.defer(() => roomLog.close())

  const revokedTokens = new RevokedTokens({
    sql: pools.background,
    log,
    metrics,
    limits: { everyMs: config.REVOKED_TOKENS_CHECK_MS, tokenLifetimeMs: config.TOKEN_LIFETIME_MS },
    onRevoked(member) {
      connectionRegistry.closeRevoked(member)
      if (member.status === 'WITHDRAWN') hub.forgetNames()
    },
  })
  await revokedTokens.start()
  opened.defer(() => revokedTokens.close())

  const context: LiveContext = {
    config,
    sql: pools.live,
    log,
    metrics,
    verifier: createVerifier({
      jwks: config.AUTH_JWKS,
      cacheSize: config.VERIFIED_TOKEN_CACHE,
      metrics,
      isRevoked: (identity) => revokedTokens.has(identity),
    }),
    hub,
    inboxes,
    inboxSignals,
    memberRequests,
    ephemeralEvents,
    roomLog,
    access: new RoomAccess(pools.live),
    connectionRegistry,
    sendQuotas: connectionRegistry,
    outbox,
    operations: given.operations ?? liveOperations,
  }
  const groupJobs = startGroupJobs({ ...context, sql: pools.background })
  opened.defer(() => groupJobs.close())
  const pictures = await openPictures(config, { sql: pools.background, metrics })
  opened.defer(() => pictures.store.close())
  const unsent = unsentPicturesCleanup({ config, sql: pools.background, log, metrics, pictures })
  unsent.start()
  opened.defer(() => unsent.close())
  const readiness = await openReadiness(config, { ...context, projection })
  opened.defer(() => readiness.close())
  const http = openHttp({ ...context, pictures, httpSql: pools.http }, () => readiness.checks())
  opened.defer(() => http.close())
  const live = new LiveServer(context)
  opened.defer(() => live.close())
  await live.addRoutes(http)
  const url = await http.listen({
    host: config.HOST,
    backlog: config.LISTEN_BACKLOG,
    ...sharedPort(config.PORT),
  })
  const rsocketPort = await live.listen()
  log.info({ url, rsocketPort }, 'listening')

  const stack = opened.move()
  let closing: Promise<void> | undefined
  return {
    url,
    rsocketPort,
    leave: () => http.leave(),
    close() {
      http.leave()
      closing ??= stack.disposeAsync()
      return closing
    },
  }
}

function openHttp(
  { httpSql, ...context }: LiveContext & Pick<PicturesContext, 'pictures'> & { httpSql: Sql },
  readiness: () => Record<string, true | string>,
): Http {
  const http = createHttp({
    name: 'MUNOVA chat',
    version: packageJson.version,
    log: context.log,
    metrics: context.metrics,
    bodyLimit: context.config.MAX_FRAME_BYTES,
    trustProxy: trustedProxies(context.config.TRUST_PROXY),
    api: apiTexts,
    demoAccounts: context.config.DEMO_ACCOUNTS,
    problems: chatErrors,
    problemTexts: chatErrorTexts,
    fieldTexts: chatFieldTexts,
    problemFor,
    readiness,
    cors: { origins: context.config.CORS_ORIGINS },
  })
  guard(http, context.verifier)
  pictureFileRoute(http, context)
  // A scope of its own, since its hooks are for requests of members.
  void http.register((scope: Http, _options, done) => {
    roomRoutes(scope, { ...context, sql: httpSql, access: new RoomAccess(httpSql) })
    done()
  })
  return http
}

function openBroker(config: ChatConfig, log: Log): Broker {
  if (config.AMQP_URL === undefined) throw new ConfigError('AMQP_URL is required when no broker is handed in')
  return connectRabbit(config.AMQP_URL, { busMaxBytes: config.BUS_BUFFER_BYTES, log })
}
