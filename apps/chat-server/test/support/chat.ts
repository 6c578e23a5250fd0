import { randomUUID } from 'node:crypto'
import type { Role } from '@munova/auth'
import { type Broker, connectMemory, connectRabbit, MemoryExchange } from '@munova/broker'
import type { Sql } from '@munova/database'
import { createLog } from '@munova/service'
import { testDatabase, testTokens, testVhost, type Cleanup, type TestTokens } from '@munova/testing'
import { ChatConfig, type ChatServer, migrations, startChatServer } from '../../src/index.ts'
import type { OperationTable } from '../../src/operations/operation.ts'
import { TestClient } from './client.ts'

export interface Chat {
  sql: Sql
  databaseUrl: string
  tokens: TestTokens
  nodes: ChatServer[]
  /** The in-process broker, when the test uses that. */
  exchange: MemoryExchange
  amqpUrl: string | undefined
  /** Settings of every node, as environment variables. */
  environment: Record<string, string>
  addNode(settings?: Record<string, string>): Promise<ChatServer>
  /** A member that chat-server knows of. */
  member(role?: Role): Promise<{ id: number; token: string }>
  product(sellerId: number): Promise<number>
  /** A group with these members; the first is its owner. */
  group(...memberIds: number[]): Promise<number>
  /** A connection that is signed in. */
  client(member: { token: string }, node?: Pick<ChatServer, 'url'>): Promise<TestClient>
  /** An HTTP request as this member; the parsed answer. */
  call(member: { token: string }, request: Call): Promise<{ status: number; headers: Headers; body: Json }>
}

interface Call {
  method?: string
  path: string
  body?: unknown
  node?: Pick<ChatServer, 'url'>
}

// What a test reads out of an answer: any field, of whatever type the assertion then checks.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

/** A chat-server of `nodes` nodes with its own database and broker; everything is closed when the test is over. */
export async function openChat(
  t: Cleanup,
  options: {
    nodes?: number
    broker?: 'memory' | 'rabbit'
    settings?: Record<string, string>
    /** Instead of the server's own table. */
    operations?: OperationTable
  } = {},
): Promise<Chat> {
  const database = await testDatabase(t, migrations)
  const tokens = await testTokens(t)
  const amqpUrl = options.broker === 'rabbit' ? await testVhost(t) : undefined
  const exchange = new MemoryExchange()
  await database.sql`update projection set completed_at = now()`
  const environment = {
    NODE_ENV: 'development',
    DATABASE_URL: database.url,
    AUTH_JWKS: tokens.jwksFile,
    PORT: '0',
    RSOCKET_PORT: '0',
    LOG_LEVEL: 'silent',
    DRAIN_GRACE_MS: '0',
    DRAIN_MS: '200',
    CLOSE_LINGER_MS: '300',
    // Tests that are about rates set their own.
    SENDS_BURST: '100000',
    OPERATIONS_BURST: '100000',
    HTTP_REQUESTS_BURST: '100000',
    HTTP_REQUESTS_IN_FLIGHT: '100000',
    INQUIRIES_PER_HOUR: '1000000',
    GROUPS_PER_HOUR: '1000000',
    MEMBERSHIP_CHANGES_PER_HOUR: '1000000',
    ROOM_CHANGES_PER_HOUR: '1000000',
    ...options.settings,
  }
  const log = createLog({ name: 'chat-server', level: 'silent' })
  const nodes: ChatServer[] = []
  const brokers: Broker[] = []
  const clients: TestClient[] = []
  let nextId = 1

  t.after(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await Promise.all(nodes.map((node) => node.close()))
    await Promise.all(brokers.map((broker) => broker.close()))
  })

  const chat: Chat = {
    sql: database.sql,
    databaseUrl: database.url,
    tokens,
    nodes,
    exchange,
    amqpUrl,
    environment,

    async addNode(settings = {}) {
      const broker = amqpUrl === undefined ? connectMemory(exchange) : connectRabbit(amqpUrl)
      brokers.push(broker)
      const config = ChatConfig.parse({ ...environment, ...settings })
      const { operations } = options
      const node = await startChatServer(config, { broker, log, ...(operations && { operations }) })
      nodes.push(node)
      return node
    },

    async member(role = 'BUYER') {
      const id = nextId++
      await database.sql`
        insert into members (id, display_name, role, status, revision)
        values (${id}, ${`member ${id}`}, ${role}, 'ACTIVE', 1)`
      return { id, token: await tokens.sign({ memberId: id, role }) }
    },

    async product(sellerId) {
      const id = nextId++
      await database.sql`
        insert into products (id, seller_id, name, price, image_url, status, revision)
        values (${id}, ${sellerId}, ${`shoe ${id}`}, 89000, null, 'PUBLISHED', 1)`
      return id
    },

    async group(...memberIds) {
      const [room] = await database.sql<{ id: number }[]>`
        with room as (
          insert into rooms (kind, title, owner_id, member_count, max_members)
          values ('GROUP', ${randomUUID()}, ${memberIds[0]!}, ${memberIds.length}, 5000) returning id
        )
        insert into room_members (room_id, member_id, role)
        select room.id, m.id, case when m.id = ${memberIds[0]!} then 'OWNER' else 'MEMBER' end
        from room, unnest(${memberIds}::bigint[]) as m (id) returning room_id as id`
      await database.sql`update members set group_count = group_count + 1 where id = any(${memberIds}::bigint[])`
      return room!.id
    },

    async client(member, node = nodes[0]!) {
      const client = await TestClient.open(node.url)
      clients.push(client)
      await client.request('connect', { token: member.token })
      return client
    },

    async call(member, { method, path, body, node = nodes[0]! }) {
      const response = await fetch(new URL(path, node.url), {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${member.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const json = await response.text()
      const { status, headers } = response
      return { status, headers, body: json === '' ? undefined : JSON.parse(json) }
    },
  }
  for (let n = 0; n < (options.nodes ?? 1); n++) await chat.addNode()
  return chat
}

/** A send of a text, with an id of its own unless given. */
export function text(roomId: number, words: string, clientMessageId: string = randomUUID()) {
  return { roomId, clientMessageId, type: 'TEXT', content: { text: words } }
}
