import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { KeyRing, signPass } from '@munova/auth'
import type { Role } from '@munova/commerce-contract'
import type { Person } from '../open-shop.ts'
import { putPicture } from '../pictures.ts'
import { openTrade, type Trade } from '../trade.ts'
import { requests } from './requests.ts'

/** How a request differs from the one in the table. */
export interface Change {
  as?: Pick<Person, 'token'>
  /** Values of the path parameters; one that is not given here names a resource that does not exist. */
  path?: Record<string, number | string>
  query?: string
  /** Text and bytes are sent as they are, an object as JSON. */
  body?: object | string
  headers?: Record<string, string>
}

/** Sends a request; resolves to the error code of the response, or undefined when it succeeded. */
export type Send = (change?: Change) => Promise<string | undefined>

/** Provokes an error of the route that `send` sends to. */
export type Provocation = (scene: Scene, send: Send) => Promise<string | undefined>
/** By route and error code. */
export type Provocations = Record<string, Record<string, Provocation>>

/** The request of the table as it is: its path or body names a resource that does not exist. */
export const missingResource: Provocation = (_, send) => send()

const missing: Record<string, number | string> = {
  id: 999_999,
  skuId: 999_999,
  colorId: 999_999,
  returnId: 999_999,
  kind: 'product',
}

export interface Scene {
  trade: Trade
  /** A member of each role. */
  people: Record<Role, Person>
  /** A token of the buyer that has expired. */
  expired: string
  /** What a member who withdrew follows an order with. */
  followToken: string
  readonly senderOf: (route: string) => Send
}

export async function openScene(t: TestContext, env: Record<string, string>): Promise<Scene> {
  // Nothing is confirmed by itself between a state and the request that is rejected for it.
  const trade = await openTrade(t, { env: { PURCHASE_CONFIRM_DAYS: '3650', ...env } })
  if (env['PICTURE_STORE'] === undefined) await putPicture(trade.pictureStore)
  const [BUYER, SELLER, ADMIN] = [
    await trade.person('BUYER'),
    await trade.person('SELLER'),
    await trade.person('ADMIN'),
  ]
  const scene: Scene = {
    trade,
    people: { BUYER, SELLER, ADMIN },
    expired: await trade.tokens.sign({ memberId: BUYER.member.id, expiresIn: -3600 }),
    followToken: await followTokenOf(trade, BUYER),
    senderOf: (route) => (change) => sendTo(scene, route, change),
  }
  return scene
}

/** For an order that does not exist. */
async function followTokenOf({ keysFile }: Trade, { member }: Person): Promise<string> {
  const [keys, now] = [await KeyRing.load(keysFile), Date.now()]
  const validity = { from: now, until: now + 3_600_000 }
  return signPass(keys, { memberId: member.id, resource: `orders:${missing['id']}`, ...validity })
}

async function sendTo(
  { trade, people, followToken }: Scene,
  route: string,
  change: Change = {},
): Promise<string | undefined> {
  const { as, query, body, csv, picture, path: usual } = requests[route] ?? {}
  const [method = '', template = ''] = route.split(' ')
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(change.path?.[name] ?? usual?.[name] ?? missing[name]),
  )
  const token = (change.as ?? (as && people[as]))?.token
  const content = change.body ?? body ?? csv ?? picture
  const type = content === csv ? 'text/csv' : content === picture ? 'image/png' : 'application/json'
  const response = await fetch(`${trade.url}${path}${change.query ?? query ?? ''}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(content !== undefined && {
        'content-type': type,
      }),
      'idempotency-key': randomUUID(),
      'x-follow-token': followToken,
      ...change.headers,
    },
    ...(content !== undefined && { body: bodyOf(content) }),
  })
  if (response.ok) {
    // A notification stream stays open.
    await response.body?.cancel()
    return undefined
  }
  return ((await response.json()) as { code?: string }).code
}

function bodyOf(content: object | string): string | Uint8Array<ArrayBuffer> {
  if (content instanceof Uint8Array) return new Uint8Array(content)
  return typeof content === 'string' ? content : JSON.stringify(content)
}
