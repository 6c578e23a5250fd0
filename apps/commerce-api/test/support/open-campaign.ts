import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { CouponCampaign, CreateCampaign } from '@munova/commerce-contract'
import { testTokens } from '@munova/testing'
import { connectMemory, MemoryExchange } from '@munova/broker'
import { createLog } from '@munova/service'
import { CommerceConfig, startCommerceApi } from '../../src/index.ts'
import { openShop, type Person, type Shop } from './open-shop.ts'

export const HOUR_MS = 3_600_000
export const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()

/** A campaign as an administrator would create it: open for an hour more. */
export function exampleCampaign(change: Partial<CreateCampaign> = {}) {
  return {
    name: '첫 구매 쿠폰',
    discount: { type: 'FIXED', amount: 5_000 },
    quantity: 10,
    startsAt: inHours(-1),
    endsAt: inHours(1),
    validUntil: inHours(24),
    ...change,
  }
}

export async function campaign(
  shop: Shop,
  admin: Person,
  change: Partial<CreateCampaign> = {},
): Promise<CouponCampaign> {
  const body = exampleCampaign(change)
  const answer = await shop.call<CouponCampaign>('POST /v1/admin/coupon-campaigns', { as: admin, body })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

/** A shop with many members and a token for each; they have no passwords, whose hashes would take long. */
export async function crowdedShop(t: TestContext, members: number, env: Record<string, string> = {}) {
  const tokens = await testTokens(t)
  const shop = await openShop(t, { env: { JWT_KEYS_FILE: tokens.jwksFile, ...env } })
  const admin = await shop.person('ADMIN')
  const rows = await shop.sql<{ id: number }[]>`
    insert into members (email, name, password_hash)
    select 'crowd-' || n || '@munova.example', '구매자 ' || n, 'none' from generate_series(1, ${members}) n
    returning id`
  const crowd = await Promise.all(
    rows.map(async ({ id }) => ({ id, token: await tokens.sign({ memberId: id, expiresIn: 3600 }) })),
  )
  return { shop, admin, crowd, keysFile: tokens.jwksFile }
}

/** Starts a second API on the database of the first; its URL. */
export async function secondApi(t: TestContext, { databaseUrl }: Shop, keysFile: string): Promise<string> {
  const broker = connectMemory(new MemoryExchange())
  const env = { PORT: '0', DATABASE_URL: databaseUrl, DATABASE_POOL: '4', JWT_KEYS_FILE: keysFile }
  const log = createLog({ name: 'commerce-api', level: 'silent' })
  const api = await startCommerceApi(CommerceConfig.parse(env), { broker, log })
  t.after(() => api.close())
  t.after(() => broker.close())
  return api.url
}
