import { ChatConfig, type ChatServer, migrations, startChatServer } from '@munova/chat-server'
import { type Cleanup, testDatabase, testTokens, testVhost, type TestTokens, until } from '@munova/testing'

export interface Server {
  nodes: ChatServer[]
  tokens: TestTokens
  chat: string
  addNode(port?: number): Promise<ChatServer>
  /** A member in chat-server's projection. */
  member(name: string, role?: 'BUYER' | 'SELLER'): Promise<{ id: number; token: string }>
  product(sellerId: number, name: string): Promise<number>
  texts(roomId: number): Promise<string[]>
}

/** Real chat-server nodes, closed after the test. */
export async function openServer(t: Cleanup, { nodes: count = 1 } = {}): Promise<Server> {
  const { url, sql } = await testDatabase(t, migrations)
  const tokens = await testTokens(t)
  const amqpUrl = await testVhost(t)
  await sql`update projection set completed_at = now()`
  const nodes: ChatServer[] = []
  t.after(() => Promise.all(nodes.map((node) => node.close())).then(() => undefined))
  let nextId = 1
  const server: Server = {
    nodes,
    tokens,
    get chat() {
      return nodes.map((node) => node.url).join(',')
    },
    async addNode(port = 0) {
      const config = ChatConfig.parse({
        DATABASE_URL: url,
        AMQP_URL: amqpUrl,
        AUTH_JWKS: tokens.jwksFile,
        PORT: `${port}`,
        RSOCKET_PORT: '0',
        LOG_LEVEL: 'silent',
        DRAIN_MS: '100',
        CLOSE_LINGER_MS: '300',
      })
      const node = await startChatServer(config)
      nodes.push(node)
      await until(() => fetch(`${node.url}/readyz`).then(({ ok }) => ok), { what: 'the node to be ready' })
      return node
    },
    async member(name, role = 'BUYER') {
      const id = nextId++
      await sql`insert into members (id, display_name, role, status, revision)
        values (${id}, ${name}, ${role}, 'ACTIVE', 1)`
      return { id, token: await tokens.sign({ memberId: id, role, name }) }
    },
    async product(sellerId, name) {
      const id = nextId++
      await sql`insert into products (id, seller_id, name, price, image_url, status, revision)
        values (${id}, ${sellerId}, ${name}, 89000, null, 'PUBLISHED', 1)`
      return id
    },
    async texts(roomId) {
      const rows = await sql<{ text: string }[]>`
        select content ->> 'text' as text from messages where room_id = ${roomId} and event = 'message' order by seq`
      return rows.map((row) => row.text)
    },
  }
  for (let n = 0; n < count; n++) await server.addNode()
  return server
}
