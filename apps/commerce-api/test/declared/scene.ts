import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { Role } from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { openTrade, type Trade } from '../support/trade.ts'
import { requests } from './requests.ts'

/** Of the request in the table, what is to be different. */
export interface Change {
  as?: Pick<Person, 'token'>
  /** For what stands in braces in the path; a thing that does not exist unless it is named here. */
  path?: Record<string, number | string>
  query?: string
  /** A text goes out as it is. */
  body?: object | string
  headers?: Record<string, string>
}

/** The error that a request was answered with; undefined when it was answered well. */
export type Ask = (change?: Change) => Promise<string | undefined>

/** Brings about an error of the route that `ask` asks. */
export type Provocation = (scene: Scene, ask: Ask) => Promise<string | undefined>
/** By route and code. */
export type Provocations = Record<string, Record<string, Provocation>>

/** What the path or the body of the table names is not there. */
export const inexistent: Provocation = (_, ask) => ask()

const missing: Record<string, number | string> = { id: 999_999, skuId: 999_999, kind: 'product' }

export interface Scene {
  trade: Trade
  /** Somebody of each role. */
  people: Record<Role, Person>
  /** A token of the buyer that has expired. */
  expired: string
  readonly asking: (route: string) => Ask
}

export async function openScene(t: TestContext, env: Record<string, string>): Promise<Scene> {
  const trade = await openTrade(t, { env })
  const [BUYER, SELLER, ADMIN] = [
    await trade.person('BUYER'),
    await trade.person('SELLER'),
    await trade.person('ADMIN'),
  ]
  const scene: Scene = {
    trade,
    people: { BUYER, SELLER, ADMIN },
    expired: await trade.tokens.sign({ memberId: BUYER.member.id, expiresIn: -3600 }),
    asking: (route) => (change) => ask(scene, route, change),
  }
  return scene
}

async function ask(
  { trade, people }: Scene,
  route: string,
  change: Change = {},
): Promise<string | undefined> {
  const { as, body } = requests[route] ?? {}
  const [method = '', template = ''] = route.split(' ')
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(change.path?.[name] ?? missing[name]),
  )
  const token = (change.as ?? (as && people[as]))?.token
  const content = change.body ?? body
  const response = await fetch(`${trade.url}${path}${change.query ?? ''}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(content !== undefined && { 'content-type': 'application/json' }),
      'idempotency-key': randomUUID(),
      ...change.headers,
    },
    ...(content !== undefined && { body: typeof content === 'string' ? content : JSON.stringify(content) }),
  })
  if (response.ok) {
    // A stream does not end by itself.
    await response.body?.cancel()
    return undefined
  }
  return ((await response.json()) as { code?: string }).code
}
