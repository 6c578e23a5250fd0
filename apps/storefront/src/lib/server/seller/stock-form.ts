import type { CommerceClient } from '@munova/commerce-client'
import { type ApiProblem, outcomeOf } from '@munova/http-client'
import { textOf } from '../form.ts'
import { numberOf } from './product-form.ts'

/** A stock as it was typed, the stock that it replaces, and why it was not set. */
export interface StockAnswer {
  typed: string
  expected: number
  code?: string
  /** Pairs that orders hold. */
  committed?: number
}

/** The stocks of a form by the id of their SKU: `stock-7` as typed, `expected-7` as the seller saw it. */
function stocksIn(form: FormData): Record<string, StockAnswer> {
  const ids = [...form.keys()].flatMap((name) => /^stock-(\d+)$/.exec(name)?.[1] ?? [])
  return Object.fromEntries(
    ids.map((id) => [
      id,
      { typed: textOf(form, `stock-${id}`), expected: numberOf(textOf(form, `expected-${id}`)) },
    ]),
  )
}

/** Problems of one stock, which leave the others as they are. */
const OF_ONE = new Set(['STOCK_CHANGED', 'STOCK_COMMITTED', 'VALIDATION_FAILED', 'SKU_NOT_FOUND'])

/** Sets the stocks that differ from what the seller saw. `problem`: the first one; those that failed have the stock of now. */
export async function setStocks(
  shop: CommerceClient,
  productId: number,
  form: FormData,
): Promise<{ stocks: Record<string, StockAnswer>; problem: ApiProblem | undefined }> {
  const stocks = stocksIn(form)
  let problem: ApiProblem | undefined
  for (const [skuId, answer] of Object.entries(stocks)) {
    const stock = numberOf(answer.typed)
    if (stock === answer.expected) continue
    const params = { path: { id: productId, skuId: Number(skuId) } }
    const body = { stock, expectedStock: answer.expected }
    const set = await outcomeOf(shop.PUT('/v1/seller/products/{id}/skus/{skuId}/stock', { params, body }))
    if (set.ok) {
      answer.expected = set.value.stock
      continue
    }
    problem ??= set.problem
    answer.code = set.problem.code
    if (!OF_ONE.has(set.problem.code)) break
  }
  if (problem) await addStocksOfNow(shop, productId, stocks)
  return { stocks, problem }
}

async function addStocksOfNow(
  shop: CommerceClient,
  productId: number,
  stocks: Record<string, StockAnswer>,
): Promise<void> {
  const params = { path: { id: productId } }
  const product = await outcomeOf(shop.GET('/v1/seller/products/{id}', { params }))
  if (!product.ok) return
  for (const { id, stock, available } of product.value.colors.flatMap(({ skus }) => skus)) {
    const answer = stocks[id]
    if (answer?.code) Object.assign(answer, { expected: stock, committed: stock - available })
  }
}
