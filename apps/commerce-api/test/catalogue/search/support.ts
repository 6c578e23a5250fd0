import assert from 'node:assert/strict'
import type { ProductPage } from '@munova/commerce-contract'
import type { Shop } from '../../support/open-shop.ts'

export type Query = Record<string, string | number | boolean | readonly (string | number)[]>

export function paramsOf(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) params.append(name, String(one))
  return params.toString()
}

/** One page of the list, by its parameters. */
export async function listPage(shop: Pick<Shop, 'call'>, query: Query): Promise<ProductPage> {
  const { status, body } = await shop.call<ProductPage>(`GET /v1/products?${paramsOf(query)}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** The ids of all products that a query finds, in order. */
export async function found(shop: Pick<Shop, 'call'>, query: Query): Promise<number[]> {
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page: ProductPage = await listPage(shop, {
      limit: 100,
      ...query,
      ...(cursor !== null && { cursor }),
    })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}
