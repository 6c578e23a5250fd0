import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { test } from 'node:test'
import { createVerifier } from '@munova/auth'
import { ChatClient } from '@munova/chat-client'
import { connect, type Sql } from '@munova/database'
import { until } from '@munova/testing'
import { chatNodes, openShop, type Shop } from './support/open-shop.ts'

const text = (words: string) => ({ type: 'TEXT' as const, content: { text: words } })
const brands = async ({ commerce: { sql } }: Shop) =>
  (await sql`select name from brands`).map(({ name }) => name)

/** A member in a room, who has what `seen` says, and was told what is lost. */
async function openMember({ chat: { sql }, tokens }: Shop, url: string) {
  await sql`insert into members (id, display_name, role, status, revision) values (1, '이바다', 'BUYER', 'ACTIVE', 1)`
  const [room] = await sql<{ id: number }[]>`
    with room as (
      insert into rooms (kind, title, owner_id, member_count, max_members) values ('GROUP', '러닝', 1, 1, 10) returning id
    )
    insert into room_members (room_id, member_id, role) select id, 1, 'OWNER' from room returning room_id as id`
  const client = new ChatClient({
    url,
    token: () => tokens.sign({ memberId: 1 }),
    limits: { backoffBaseMs: 20, backoffCapMs: 100, retryMs: 20 },
  })
  client.connect()
  const seen: string[] = []
  const lost: object[] = []
  const joined = await client.join(room!.id, {
    after: 0,
    onEvent: ({ seq, content }) => {
      assert.equal(seen.push('text' in content ? content.text : ''), seq, 'without a gap')
    },
    onLost(entries) {
      lost.push(entries)
      seen.length = entries.after
    },
  })
  const say = async (words: string) => {
    const { seq } = await joined.send(text(words))
    await until(() => seen.length >= seq, { what: words })
  }
  return { client, seen, lost, say }
}

/** Runs with a connection of a role that is not the administrator's. */
async function asApp({ commerce }: Shop, run: (sql: Sql) => Promise<unknown>): Promise<void> {
  const url = new URL(commerce.url)
  Object.assign(url, { username: 'shop_app', password: 'app' })
  const sql = connect(url.href, { max: 1 })
  try {
    await run(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Kills a restore as soon as it writes. */
async function killHalfWay({ main, environment, data }: Shop, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...environment },
  })
  await until(() => existsSync(`${data}.restoring/base`), { what: 'the first files' })
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('databases and keys are restored as of a moment, and a client is told what is lost and keeps the rest', async (t) => {
  const shop = await openShop(t)
  const { backup, chat, commerce, postgres, data, tokens } = shop
  const nodes = await chatNodes(t, shop)
  const node = await nodes.start()
  const member = await openMember(shop, nodes.url)
  t.after(() => member.client.close())
  const token = await tokens.sign({ memberId: 1 })
  await member.say('첫째')
  await commerce.sql`insert into brands (name) values ('before')`
  await commerce.sql`create role shop_app login password 'app'`
  const created = await backup(['create'])
  assert.equal(created.code, 0, created.stderr)

  await member.say('둘째')
  await commerce.sql`insert into brands (name) values ('between')`
  // Later than the insert also without the part of it that a Date does not have.
  const [moment] = await commerce.sql<{ at: Date }[]>`select clock_timestamp() as at from pg_sleep(0.002)`
  await member.say('셋째')
  await commerce.sql`insert into brands (name) values ('after')`
  await shop.archived()
  await node.close()
  await postgres.stop()
  await rm(tokens.jwksFile)

  const restoring = ['restore', '--to', moment!.at.toISOString()]
  const refused = await backup(restoring)
  assert.deepEqual([refused.code, /is not empty; --replace/.test(refused.stderr)], [1, true], refused.stderr)
  await killHalfWay(shop, [...restoring, '--replace'])
  assert.ok((await readdir(data)).includes('PG_VERSION'), 'what was there is still there')
  const restored = await backup([...restoring, '--replace'])
  assert.equal(restored.code, 0, restored.stderr)

  await postgres.start()
  await assert.rejects(
    asApp(shop, (sql) => sql`select`),
    /no pg_hba.conf entry/,
    'no app comes in before',
  )
  const finished = await backup(['finish'])
  assert.equal(finished.code, 0, finished.stderr)
  await asApp(shop, (sql) => sql`select`)
  assert.deepEqual(await brands(shop), ['before', 'between'])
  const [projection] = await chat.sql`select completed_at from projection`
  assert.equal(projection!['completed_at'], null, 'asks commerce-api for a new one')
  const [next] = await commerce.sql<{ id: number }[]>`insert into brands (name) values ('new') returning id`
  assert.ok(next!.id > 10_000_000, 'an id that nobody has seen')
  assert.equal((await createVerifier({ jwks: tokens.jwksFile }).verify(token)).memberId, 1)

  await nodes.start()
  await until(() => member.lost.length > 0, { what: 'the loss to be told' })
  await member.say('새 셋째')
  assert.deepEqual(member.seen, ['첫째', '둘째', '새 셋째'])
  assert.deepEqual(member.lost, [{ after: 2, until: 3 }])

  // The moment was too early: the timeline that the first restore began does not hide what was before it.
  await postgres.stop()
  const again = await backup(['restore', '--replace'])
  assert.equal(again.code, 0, again.stderr)
  await postgres.start()
  const finishedAgain = await backup(['finish'])
  assert.equal(finishedAgain.code, 0, finishedAgain.stderr)
  assert.deepEqual(await brands(shop), ['before', 'between', 'after'])
})
