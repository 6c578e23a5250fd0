import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberAccess, RevokedTokens } from '@munova/auth'
import type { Sql } from '@munova/database'
import { createLog, createMetrics } from '@munova/service'
import { type Cleanup, testDatabase, until } from '@munova/testing'
import { migrations } from '../../src/index.ts'

const log = createLog({ name: 'revoked-tokens', level: 'silent' })

interface Watched {
  tokens: RevokedTokens
  revoked: MemberAccess[]
  reads: () => number
}

function watch(t: Cleanup, sql: Sql, limits: { everyMs: number; tokenLifetimeMs: number }): Watched {
  const metrics = createMetrics('chat')
  const revoked: MemberAccess[] = []
  let reads = 0
  const counted = new Proxy(sql, {
    apply(target, self, args: unknown[]) {
      if (/from members/.test(String((args[0] as readonly string[])[0]))) reads++
      return Reflect.apply(target, self, args) as unknown
    },
  })
  const tokens = new RevokedTokens({
    sql: counted,
    log,
    metrics,
    limits,
    onRevoked: (m) => void revoked.push(m),
  })
  t.after(async () => {
    await tokens.close()
    metrics.close()
  })
  return { tokens, revoked, reads: () => reads }
}

function suspended(sql: Sql, count: number, ago = '0 s') {
  return sql`
    insert into members (id, display_name, role, status, revision, token_generation, changed_at)
    select n, 'member ' || n, 'BUYER', 'SUSPENDED', 1, 1, clock_timestamp() - ${ago}::interval
    from generate_series(1, ${count}::int) as n
    on conflict do nothing`
}

test('a process that starts knows all members with void tokens before it lets anybody in', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  await suspended(sql, 2_500)
  const { tokens } = watch(t, sql, { everyMs: 60_000, tokenLifetimeMs: 900_000 })
  await tokens.start()
  const accepted = Array.from({ length: 2_500 }, (_, n) => n + 1).filter(
    (memberId) => !tokens.has({ memberId, generation: 0 }),
  )
  assert.equal(accepted.length, 0)
})

test('a process whose first read fails lets nobody in with a void token', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  await suspended(sql, 1)
  await sql`alter table members rename to members_away`
  const { tokens } = watch(t, sql, { everyMs: 60_000, tokenLifetimeMs: 900_000 })
  const started = tokens.start().then(
    () => 'started',
    () => 'failed',
  )
  const result = await Promise.race([started, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])
  await sql`alter table members_away rename to members`
  assert.notEqual(result, 'started')
})

test('a void token is not accepted in the leeway of its expiry by a process that has just started', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  // Issued just before the change: it expires now, and is accepted for another 5 s.
  await suspended(sql, 1, '902 s')
  const { tokens } = watch(t, sql, { everyMs: 60_000, tokenLifetimeMs: 900_000 })
  await tokens.start()
  assert.ok(tokens.has({ memberId: 1, generation: 0 }))
})

test('changes that no token is older than are not read and announced again and again', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { tokens, revoked, reads } = watch(t, sql, { everyMs: 50, tokenLifetimeMs: 1_000 })
  await suspended(sql, 1)
  await tokens.start()
  // Within the overlap before the newest change, and forgotten after a second.
  await suspended(sql, 1_000, '9.9 s')
  await until(() => revoked.length >= 1_000 || undefined, { what: 'the changes to be read' })
  await until(() => !tokens.has({ memberId: 500, generation: 0 }) || undefined, {
    what: 'them to be forgotten',
  })
  const read = reads()
  await until(() => reads() >= read + 10 || undefined, { what: 'ten more reads' })
  assert.ok(revoked.length <= 1_001, `${revoked.length}`)
})

test('a withdrawal is announced once, also when it stays the newest change', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { tokens, revoked, reads } = watch(t, sql, { everyMs: 50, tokenLifetimeMs: 1_000 })
  await suspended(sql, 1)
  await tokens.start()
  await suspended(sql, 2, '9.9 s')
  await until(() => revoked.some(({ id }) => id === 2) || undefined, { what: 'the change' })
  const read = reads()
  await until(() => reads() >= read + 60 || undefined, { what: 'three seconds of reads' })
  assert.equal(revoked.filter(({ id }) => id === 2).length, 1)
})
