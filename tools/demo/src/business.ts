import { randomUUID } from 'node:crypto'
import type { MyReview, Order, Return, SellerProduct, SellerProductPage } from '@munova/commerce-contract'
import { demoAccounts } from '@munova/tool-seed'
import { DemoFailure } from './failure.ts'
import { request } from './http.ts'
import { deliver, pay, place, ship, type ShopUrls, signIn } from './purchase.ts'
import { likes, questions, SHOES, stories, type Story } from './stories.ts'

export interface BusinessUrls extends ShopUrls {
  chatUrl: string
}

interface Shoe {
  id: number
  /** A SKU of each size that is in stock. */
  skuIds: readonly number[]
}

/** A size with fewer pairs is left to those who visit the shop. */
const PAIRS_LEFT = 3

/**
 * Orders in their states, returns, reviews, likes and inquiries of the demo seller, so that the pages of buyers, sellers and
 * administrators show something. All of it over HTTP, one after the other: what is stored is what people would have done. Rejects
 * when the signal aborts.
 */
export async function openBusiness({ chatUrl, ...urls }: BusinessUrls, signal?: AbortSignal): Promise<void> {
  const { commerceUrl } = urls
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (email: string): Promise<string> => {
    const token = tokens.get(email) ?? signIn(commerceUrl, email)
    tokens.set(email, token)
    return token
  }
  const buyer = (number?: number) =>
    tokenOf(number === undefined ? demoAccounts.buyer.email : `buyer${number}@munova.example`)
  const seller = await tokenOf(demoAccounts.seller.email)
  const admin = await tokenOf(demoAccounts.admin.email)
  const shoes = await findShoes(commerceUrl, seller)

  for (const story of stories) {
    signal?.throwIfAborted()
    await tell(story, { urls, shoes, seller, admin, buyer: await buyer(story.buyer) })
  }
  for (const { shoes: liked, ...who } of likes)
    for (const shoe of liked)
      await request(commerceUrl, `PUT /v1/products/${shoes[shoe]!.id}/like`, {
        token: await buyer('buyer' in who ? who.buyer : undefined),
      })
  for (const question of questions) {
    signal?.throwIfAborted()
    const { id } = await request<{ id: number }>(chatUrl, 'POST /v1/inquiries', {
      token: await buyer(question.buyer),
      body: { productId: shoes[question.shoe]!.id },
    })
    const say = (token: string, text: string) =>
      request(chatUrl, `POST /v1/rooms/${id}/messages`, {
        token,
        body: { clientMessageId: randomUUID(), type: 'TEXT', content: { text } },
      })
    await say(await buyer(question.buyer), question.asked)
    if ('answered' in question) await say(seller, question.answered)
  }
}

interface Cast {
  urls: ShopUrls
  shoes: readonly Shoe[]
  buyer: string
  seller: string
  admin: string
}

/** Somebody buys a pair, and as much happens to it as the story says. */
async function tell(story: Story, { urls, shoes, buyer, seller, admin }: Cast): Promise<void> {
  const { commerceUrl } = urls
  const { skuIds } = shoes[story.shoe]!
  const order = await place(urls, buyer, [{ skuId: skuIds[(story.size ?? 0) % skuIds.length]!, quantity: 1 }])
  await pay(urls, buyer, order)
  if (story.stage === 'PAID') return
  const shipment = await ship(urls, seller, order)
  if (story.stage === 'SHIPPED') return
  await deliver(urls, admin, shipment)
  if (story.stage === 'DELIVERED') return
  if (story.stage === 'REVIEWED') return review(story, order, { commerceUrl, buyer, seller })
  const body = { itemId: order.items[0]!.id, reason: 'WRONG_SIZE', note: '한 치수 작아요' }
  const open = await request<Return>(commerceUrl, `POST /v1/orders/${order.id}/returns`, {
    token: buyer,
    body,
  })
  if (story.stage === 'RETURNED')
    await request(commerceUrl, `POST /v1/seller/returns/${open.id}/accept`, { token: seller })
}

/** The buyer keeps the pair and reviews it. */
async function review(
  { review: entry, answer, isReported }: Story,
  { id, items }: Order,
  { commerceUrl, buyer, seller }: { commerceUrl: string; buyer: string; seller: string },
): Promise<void> {
  await request(commerceUrl, `POST /v1/orders/${id}/confirm`, { token: buyer })
  const written = await request<MyReview>(commerceUrl, 'POST /v1/me/reviews', {
    token: buyer,
    body: { itemId: items[0]!.id, ...entry },
  })
  if (answer !== undefined)
    await request(commerceUrl, `PUT /v1/seller/reviews/${written.id}/answer`, {
      token: seller,
      body: { text: answer },
    })
  if (isReported)
    await request(commerceUrl, `PUT /v1/reviews/${written.id}/report`, {
      token: seller,
      body: { reason: 'ADVERTISING', note: '다른 가게 광고입니다.' },
    })
}

/** The oldest shoes of the demo seller of which two sizes have enough pairs. */
async function findShoes(commerceUrl: string, seller: string): Promise<Shoe[]> {
  const { items } = await request<SellerProductPage>(
    commerceUrl,
    'GET /v1/seller/products?status=PUBLISHED&limit=40',
    { token: seller },
  )
  const shoes: Shoe[] = []
  for (const { id } of items.toSorted((one, other) => one.id - other.id)) {
    const { colors } = await request<SellerProduct>(commerceUrl, `GET /v1/seller/products/${id}`, {
      token: seller,
    })
    const skus = colors.flatMap(({ skus: each }) => each).filter(({ available }) => available > PAIRS_LEFT)
    if (skus.length > 1) shoes.push({ id, skuIds: skus.map((sku) => sku.id) })
    if (shoes.length === SHOES) return shoes
  }
  throw new DemoFailure(`The demo seller has fewer than ${SHOES} shoes in stock`)
}
