import { randomUUID } from 'node:crypto'
import { ChatConfig, type ChatServer, migrations, startChatServer } from '@munova/chat-server'
import {
  type Cleanup,
  serverProcess,
  type ServerProcess,
  type TestDatabase,
  testDatabase,
  testTokens,
  testVhost,
  until,
} from '@munova/testing'
import { ChatClient, type ChatClientOptions, type ChatState } from '@munova/chat-client'

export interface Chat {
  sql: TestDatabase['sql']
  databaseUrl: string
  nodes: ChatServer[]
  addNode(settings?: Record<string, string>): Promise<ChatServer>
  /** A node that can be frozen; it is not among `nodes`. */
  addProcess(): Promise<ServerProcess>
  /** A member in chat-server's projection; `sign` returns a token for it, valid for `expiresIn` seconds. */
  member(): Promise<{ id: number; sign: (expiresIn?: number) => Promise<string> }>
  group(...memberIds: number[]): Promise<number>
  /** A client on which `connect` was called; by default with the addresses of all nodes. */
  client(
    member: { sign: () => Promise<string> },
    options?: Partial<ChatClientOptions>,
  ): { client: ChatClient; states: ChatState[] }
  texts(roomId: number): Promise<string[]>
}

export const wsUrl = ({ url }: { url: string }) => `${url.replace('http', 'ws')}/ws`

/** Short delays, so that tests with lost connections finish quickly. */
export const shortDelays = { backoffBaseMs: 20, backoffCapMs: 100, retryMs: 20 }

/** Real chat-server nodes with their own database and virtual host; closed after the test. */
export async function openChat(
  t: Cleanup,
  setup: {
    nodes?: number
    settings?: Record<string, string>
    /** A migrated database; by default one of the test's own. */
    database?: TestDatabase
  } = {},
): Promise<Chat> {
  const { nodes: count = 1, settings = {} } = setup
  const { url, sql } = setup.database ?? (await testDatabase(t, migrations))
  const tokens = await testTokens(t)
  const amqpUrl = await testVhost(t)
  await sql`update projection set completed_at = now()`
  const nodes: ChatServer[] = []
  const clients: ChatClient[] = []
  t.after(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await Promise.all(nodes.map((node) => node.close()))
  })
  const environment = {
    NODE_ENV: 'development',
    DATABASE_URL: url,
    AMQP_URL: amqpUrl,
    AUTH_JWKS: tokens.jwksFile,
    PORT: '0',
    RSOCKET_PORT: '0',
    LOG_LEVEL: 'silent',
    DRAIN_MS: '100',
    CLOSE_LINGER_MS: '300',
    ...settings,
  }
  let nextId = 1

  const chat: Chat = {
    sql,
    databaseUrl: url,
    nodes,
    async addNode(nodeSettings = {}) {
      const config = ChatConfig.parse({ ...environment, ...nodeSettings })
      const node = await startChatServer(config)
      nodes.push(node)
      await ready(node)
      return node
    },
    async addProcess() {
      const main = new URL('main.ts', import.meta.resolve('@munova/chat-server'))
      const node = await serverProcess(t, { main, environment })
      await ready(node)
      return node
    },
    async member() {
      const id = nextId++
      await sql`insert into members (id, display_name, role, status, revision)
        values (${id}, ${`member ${id}`}, 'BUYER', 'ACTIVE', 1)`
      const sign = (expiresIn?: number) =>
        tokens.sign({ memberId: id, ...(expiresIn !== undefined && { expiresIn }) })
      return { id, sign }
    },
    async group(...memberIds) {
      const [room] = await sql<{ id: number }[]>`
        with room as (
          insert into rooms (kind, title, owner_id, member_count, max_members)
          values ('GROUP', ${randomUUID()}, ${memberIds[0]!}, ${memberIds.length}, 100) returning id
        )
        insert into room_members (room_id, member_id, role)
        select room.id, m, case when m = ${memberIds[0]!} then 'OWNER' else 'MEMBER' end
        from room, unnest(${memberIds}::bigint[]) as m returning room_id as id`
      return room!.id
    },
    client(member, options = {}) {
      const states: ChatState[] = []
      const client = new ChatClient({
        url: nodes.map(wsUrl),
        token: () => member.sign(),
        ...options,
        limits: { ...shortDelays, ...options.limits },
      })
      clients.push(client)
      client.onState((state) => states.push(state))
      client.connect()
      return { client, states }
    },
    async texts(roomId) {
      const rows = await sql<{ text: string }[]>`
        select content ->> 'text' as text from messages where room_id = ${roomId} and event = 'message' order by seq`
      return rows.map((row) => row.text)
    },
  }
  for (let n = 0; n < count; n++) await chat.addNode()
  return chat
}

export const text = (words: string) => ({ type: 'TEXT' as const, content: { text: words } })

/** 1, 2, … last. */
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

function ready({ url }: { url: string }) {
  return until(() => fetch(`${url}/readyz`).then(({ ok }) => ok), {
    what: 'the node to be ready',
    timeoutMs: 60_000,
  })
}
