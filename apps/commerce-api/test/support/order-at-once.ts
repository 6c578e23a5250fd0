import { randomUUID } from 'node:crypto'
import type { Person } from './open-shop.ts'
import { home, type Rejected } from './trade.ts'

/**
 * Orders one pair of each SKU, all at the same moment, in turn at these addresses of processes. Resolves to how many
 * requests ended with a status or, if rejected, with a code.
 */
export async function orderAtOnce(
  buyer: Person,
  { urls, skuIds }: { urls: readonly string[]; skuIds: readonly number[] },
): Promise<(result: string | number) => number> {
  const results = await Promise.all(
    skuIds.map(async (skuId, at) => {
      const answer = await fetch(`${urls[at % urls.length]}/v1/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${buyer.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ lines: [{ skuId, quantity: 1 }], address: home }),
      })
      return ((await answer.json()) as Rejected).code ?? answer.status
    }),
  )
  return (result) => results.filter((each) => each === result).length
}
