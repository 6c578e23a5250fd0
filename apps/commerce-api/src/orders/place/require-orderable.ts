import { linePairs, orderLines } from '@munova/commerce-contract'
import { problem } from '../../problems.ts'
import { inPayment, pairsHeld } from './superseded.ts'
import type { OpenOrder, Wanted, WantedLine } from './wanted-lines.ts'

/**
 * Throws why these lines cannot be ordered, when the orders that they supersede have given back what they hold:
 * ORDER_TOO_LARGE, NOT_ON_SALE, PURCHASE_LIMIT, OUT_OF_STOCK, and PAYMENT_IN_PROGRESS when the buyer's own payment holds
 * the missing pairs.
 */
export function requireOrderable({ lines, open }: Wanted, superseded: readonly OpenOrder[]): void {
  if (lines.length > orderLines || lines.some(({ quantity }) => quantity > linePairs)) {
    throw problem('ORDER_TOO_LARGE', { detail: 'atMost', lines: orderLines, pairs: linePairs })
  }
  const kept = open.filter((order) => !superseded.includes(order))
  for (const line of lines) {
    if (!line.onSale) throw problem('NOT_ON_SALE', { detail: 'sku', skuId: line.skuId })
    requireWithinLimit(line, lines, superseded)
    const available = Math.max(line.available + pairsHeld(superseded, { skuId: line.skuId }), 0)
    if (available >= line.quantity) continue
    const paying = kept.find(
      (order) => available + pairsHeld([order], { skuId: line.skuId }) >= line.quantity,
    )
    throw paying
      ? inPayment(paying)
      : problem('OUT_OF_STOCK', { detail: 'available', skuId: line.skuId, available })
  }
}

function requireWithinLimit(
  { productId, purchaseLimit, ordered }: WantedLine,
  lines: readonly WantedLine[],
  superseded: readonly OpenOrder[],
): void {
  if (purchaseLimit === null) return
  const wanted = lines
    .filter((line) => line.productId === productId)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const left = Math.max(purchaseLimit - ordered + pairsHeld(superseded, { productId }), 0)
  if (wanted > left) throw problem('PURCHASE_LIMIT', { detail: 'left', productId, pairs: left })
}
