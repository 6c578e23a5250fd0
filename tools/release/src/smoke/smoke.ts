import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { ReleaseFailure } from '../failure.ts'
import type { Fleet } from '../fleet.ts'
import { request } from './request.ts'

/** What is asked of a new node of an app before it gets any traffic. */
export interface SmokeTest {
  /** Throws ReleaseFailure. */
  run(url: string): Promise<void>
  /** One request that changes nothing, for the verdict. */
  request(url: string): Promise<void>
}

const TIMEOUT_MS = 10_000
const TRIES = 5
const RATE_LIMIT_PAUSE_MS = 500

/** A delivery that needs no surcharge. */
const address = {
  recipient: '출시 점검',
  phone: '010-0000-0000',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '',
}

const Id = z.union([z.number(), z.string()])
const Products = z.object({ items: z.array(z.object({ id: Id })) })
const Product = z.object({
  colors: z.array(z.object({ skus: z.array(z.object({ id: z.number() })) })),
})
const SignedIn = z.object({ accessToken: z.string() })
const Preview = z.object({ total: z.number() })
const Room = z.object({ id: z.number() })

/** The smoke test of an app; one whose routes are unknown is asked for its first page. */
export function smokeTestOf(app: string, fleet: Pick<Fleet, 'urls' | 'smoke'>): SmokeTest {
  if (app === 'commerce-api') return commerce(fleet)
  if (app === 'chat-server') return chat(fleet)
  return {
    async run(url) {
      const status = await fetchOnly(`${url}/`)
      if (status !== 200) throw new ReleaseFailure(`smoke test: the response to GET / is ${status}`)
    },
    async request(url) {
      await fetchOnly(`${url}/`)
    },
  }
}

function commerce({ smoke }: Pick<Fleet, 'smoke'>): SmokeTest {
  return {
    async run(url) {
      const productId = await firstProduct(url)
      const product = await request(url, `GET /v1/products/${productId}`, Product)
      if (!smoke) return
      const token = await signIn(url, smoke)
      const skuId = product.colors.flatMap(({ skus }) => skus)[0]?.id
      if (skuId === undefined) throw new ReleaseFailure(`smoke test: product ${productId} has no size`)
      await request(url, 'POST /v1/orders/preview', Preview, {
        token,
        body: { lines: [{ skuId, quantity: 1 }], address },
      })
    },
    async request(url) {
      await fetchOnly(`${url}/v1/products?limit=5`)
    },
  }
}

function chat({ urls, smoke }: Pick<Fleet, 'urls' | 'smoke'>): SmokeTest {
  let token: string | undefined
  return {
    async run(url) {
      const shop = urls['commerce-api']
      if (!shop || !smoke)
        throw new ReleaseFailure('the smoke test of chat-server needs urls and smoke of the fleet')
      token = await signIn(shop, smoke)
      const id = await openInquiry(url, { shop, token })
      await request(url, `POST /v1/rooms/${id}/messages`, z.unknown(), {
        token,
        body: {
          clientMessageId: randomUUID(),
          type: 'TEXT',
          content: { text: '출시 점검 메시지입니다.' },
        },
      })
    },
    async request(url) {
      // A member may make 20 a second, by default.
      for (let attempt = 0; attempt < TRIES; attempt++) {
        if ((await fetchOnly(`${url}/v1/rooms?limit=5`, token)) !== 429) return
        await delay(RATE_LIMIT_PAUSE_MS)
      }
    },
  }
}

/** Opens the member's inquiry about the first product, or finds it; returns its room. Throws ReleaseFailure. */
export async function openInquiry(
  url: string,
  { shop, token }: { shop: string; token: string },
): Promise<number> {
  const productId = await firstProduct(shop)
  return (await request(url, 'POST /v1/inquiries', Room, { token, body: { productId } })).id
}

async function firstProduct(url: string): Promise<z.infer<typeof Id>> {
  const { items } = await request(url, 'GET /v1/products?limit=1', Products)
  if (!items[0]) throw new ReleaseFailure('smoke test: the shop has no product')
  return items[0].id
}

/** Signs a member in; returns the access token. Throws ReleaseFailure. */
export async function signIn(url: string, account: NonNullable<Fleet['smoke']>): Promise<string> {
  return (await request(url, 'POST /v1/auth/sign-in', SignedIn, { body: account })).accessToken
}

async function fetchOnly(url: string, token?: string): Promise<number> {
  const response = await fetch(url, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await response.arrayBuffer()
  return response.status
}
