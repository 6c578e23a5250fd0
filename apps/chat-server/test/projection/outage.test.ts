import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectMemory } from '@munova/broker'
import { connect } from '@munova/database'
import { createLog } from '@munova/service'
import { metric, ownPostgres, publishEvent, until } from '@munova/testing'
import { ChatConfig, startChatServer } from '../../src/index.ts'
import { openChat } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

test('events that arrive while the database is away are applied when it is back, and none is parked', async (t) => {
  const postgres = await ownPostgres(t)
  const chat = await openChat(t, { nodes: 0 })
  const environment = { ...chat.environment, DATABASE_URL: postgres.url }
  const broker = connectMemory(chat.exchange, { maxRetryDelayMs: 100 })
  const log = createLog({ name: 'chat-server', level: 'silent' })
  const node = await startChatServer(ChatConfig.parse(environment), { broker, log })
  const sql = connect(postgres.url)
  t.after(async () => {
    await node.close()
    await broker.close()
    await sql.end({ timeout: 1 })
  })
  await postgres.stop()
  const ids = upTo(23)
  for (const id of ids) {
    const member = { id, displayName: `회원 ${id}`, role: 'BUYER', status: 'ACTIVE', revision: 1 }
    await publishEvent(broker, 'member.registered', member, { key: `member:${id}` })
  }
  await publishEvent(broker, 'member.updated', { role: 'KING' }, { key: 'member:1' })
  // More attempts for each than one that is not transient gets.
  await until(() => broker.stats().transientFailures > 6 * ids.length, {
    what: 'attempts during the outage',
    timeoutMs: 120_000,
  })
  assert.equal((await metric(node.url, 'chat_event_transient_failures')) > 0, true)
  await postgres.start()
  await until(async () => (await members()).length === ids.length, { what: 'the members' })
  assert.deepEqual(
    (await members()).map(({ id }) => id),
    ids,
  )
  // Behind the first member, and it cannot be parsed.
  await until(() => broker.stats().parked === 1, { what: 'the event that cannot be parsed' })

  async function members() {
    return await sql<{ id: number }[]>`select id from members order by id`.catch(() => [])
  }
})
