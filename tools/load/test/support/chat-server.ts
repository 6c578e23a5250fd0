import { connectMemory, MemoryExchange } from '@munova/broker'
import { ChatConfig, type ChatServer, migrations, startChatServer } from '@munova/chat-server'
import type { Sql } from '@munova/database'
import { type Cleanup, testDatabase, testTokens, until } from '@munova/testing'
import { createMembers, createRooms, type TestMember } from '../../src/fixtures/members.ts'

/** A real node with `count` members in one room; closed after the test. */
export async function openChatServer(
  t: Cleanup,
  count: number,
  settings: Record<string, string> = {},
): Promise<{ sql: Sql; node: ChatServer; people: TestMember[]; roomId: number }> {
  const { url, sql } = await testDatabase(t, migrations)
  const { keys, jwksFile } = await testTokens(t)
  await sql`update projection set completed_at = now()`
  const broker = connectMemory(new MemoryExchange())
  const config = ChatConfig.parse({
    DATABASE_URL: url,
    AUTH_JWKS: jwksFile,
    PORT: '0',
    RSOCKET_PORT: '0',
    LOG_LEVEL: 'silent',
    DRAIN_MS: '100',
    CLOSE_LINGER_MS: '300',
    ...settings,
  })
  const node = await startChatServer(config, { broker })
  t.after(async () => {
    await node.close()
    await broker.close()
  })
  await until(() => fetch(`${node.url}/readyz`).then(({ ok }) => ok), { what: 'the node to be ready' })
  const people = await createMembers(sql, keys, count)
  const [roomId] = await createRooms(sql, [people])
  return { sql, node, people, roomId: roomId! }
}
