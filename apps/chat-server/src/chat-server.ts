import type { AddressInfo } from 'node:net'
import { createVerifier, guard } from '@munova/auth'
import { type Broker, connectRabbit } from '@munova/broker'
import { chatErrors } from '@munova/chat-contract'
import { connect, connectionLost, migrate } from '@munova/database'
import { createHttp, createLog, createMetrics, type Log } from '@munova/service'
import cors from '@fastify/cors'
import type { ChatConfig } from './config.ts'
import type { Core } from './core.ts'
import { Hub } from './delivery/hub.ts'
import { Relay } from './delivery/relay.ts'
import { refuse } from './errors.ts'
import { AppendQueue } from './log/append-queue.ts'
import { Members } from './members.ts'
import { readMachineLimits, warnings } from './preflight.ts'
import { Projection } from './projection/projection.ts'
import { AccessReader } from './rooms/access.ts'
import { roomRoutes } from './rooms/routes.ts'
import { LiveServer } from './transports/live.ts'
import { WebSocketTransport } from './transports/websocket/index.ts'

export interface ChatServer {
  /** Where HTTP and WebSocket are served, without a path. */
  readonly url: string
  /** Drains: no new connections, the live ones are told to reconnect, what was accepted is stored. Idempotent. */
  close(): Promise<void>
}

export const migrations = new URL('../migrations/', import.meta.url)

/**
 * One node of the chat server. Migrates its database, then serves; it is ready once its copy of members and products
 * is complete. `broker` is for a process that embeds the server; otherwise AMQP_URL is needed.
 */
export async function startChatServer(
  config: ChatConfig,
  given: { broker?: Broker; log?: Log } = {},
): Promise<ChatServer> {
  const log = given.log ?? createLog({ name: 'chat-server', level: config.LOG_LEVEL })
  for (const warning of warnings(config, readMachineLimits())) log.warn({ warning }, 'preflight')
  await migrate(config.DATABASE_URL, migrations, log)

  const sql = connect(config.DATABASE_URL, {
    max: config.DATABASE_POOL,
    name: 'chat-server',
    statementTimeoutMs: config.STATEMENT_TIMEOUT_MS,
  })
  const appendSql = connect(config.DATABASE_URL, {
    max: config.APPEND_LANES,
    name: 'chat-server append',
    statementTimeoutMs: config.STATEMENT_TIMEOUT_MS,
  })
  const metrics = createMetrics('chat')
  const broker = given.broker ?? openBroker(config, log)
  metrics.gauge('broker_connected', 'Whether the broker is there', { value: () => Number(broker.connected) })
  metrics.gauge('events_parked', 'Events parked since the start', { value: () => broker.stats().parked })

  const hub = new Hub({
    sql,
    log,
    metrics,
    limits: {
      ringEntries: config.RING_ENTRIES,
      holeGraceMs: config.HOLE_GRACE_MS,
      roomLingerMs: config.ROOM_LINGER_MS,
      sweepMs: config.SWEEP_MS,
      sweepAloneMs: config.SWEEP_ALONE_MS,
    },
  })
  const relay = new Relay({
    broker,
    metrics,
    onEntry: (entry) => hub.offer(entry),
    onState: (state) => {
      log.info({ state }, 'broker')
      void hub.sweep()
    },
  })
  hub.connect(relay)
  const appends = new AppendQueue({
    sql: appendSql,
    log,
    metrics,
    limits: {
      lanes: config.APPEND_LANES,
      batch: config.APPEND_BATCH,
      queue: config.APPEND_QUEUE,
      timeoutMs: config.APPEND_TIMEOUT_MS,
    },
    onStored: (entries) => {
      for (const entry of entries) hub.publish(entry)
    },
  })
  const core: Core = {
    config,
    sql,
    log,
    metrics,
    verifier: createVerifier({ jwks: config.AUTH_JWKS }),
    hub,
    appends,
    access: new AccessReader(sql),
    members: new Members({
      connections: config.CONNECTIONS_PER_MEMBER,
      sendsPerSecond: config.SENDS_PER_SECOND,
      sendsBurst: config.SENDS_BURST,
    }),
  }
  const projection = new Projection({ sql, broker, log, retryMs: config.PROJECTION_RETRY_MS })
  projection.start()

  const http = createHttp({
    name: 'MUNOVA chat',
    version: '1',
    log,
    metrics,
    bodyLimit: config.MAX_FRAME_BYTES,
    trustProxy: false,
    problems: chatErrors,
    problemFor: (error) => (connectionLost(error) ? refuse('UNAVAILABLE') : undefined),
    readiness: () => ({
      projection: projection.complete || 'members and products have not arrived from commerce-api yet',
    }),
  })
  await http.register(cors, { origin: config.CORS_ORIGINS })
  guard(http, core.verifier)
  roomRoutes(http, core)
  const live = new LiveServer(core, [new WebSocketTransport(core)])
  live.attach(http.server)
  await http.listen({ host: config.HOST, port: config.PORT, backlog: config.LISTEN_BACKLOG })
  const { port } = http.server.address() as AddressInfo
  const url = `http://${config.HOST}:${port}`
  log.info({ url }, 'listening')

  let closing: Promise<void> | undefined
  const close = async () => {
    http.drain()
    await live.close()
    await http.close()
    await appends.close()
    await projection.close()
    relay.flush()
    await hub.close()
    if (!given.broker) await broker.close()
    await Promise.all([sql.end({ timeout: 5 }), appendSql.end({ timeout: 5 })])
    metrics.close()
  }
  return { url, close: () => (closing ??= close()) }
}

function openBroker(config: ChatConfig, log: Log): Broker {
  if (config.AMQP_URL === undefined) throw new Error('AMQP_URL is required')
  return connectRabbit(config.AMQP_URL, { busMaxBytes: config.BUS_BUFFER_BYTES, log })
}
