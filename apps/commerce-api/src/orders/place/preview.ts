import type { OrderPreview, PlaceOrder, PreviewItem } from '@munova/commerce-contract'
import type { Context } from '../../context.ts'
import { quote, type QuotedLine } from './quote.ts'

/** Explains every part of the total that an order would have now, and changes nothing. Throws what quote() does. */
export async function previewOrder(
  context: Context,
  memberId: number,
  input: PlaceOrder,
): Promise<OrderPreview> {
  const quoted = await quote(context, memberId, input, { isPreview: true })
  const { itemsTotal, discount, shippingFees, shippingFee, total, superseded } = quoted
  const items = quoted.lines.map(toPreviewItem)
  const saleDiscount = items.reduce((sum, item) => sum + item.saleDiscount, 0)
  return {
    items,
    listTotal: itemsTotal + saleDiscount,
    saleDiscount,
    itemsTotal,
    discount,
    shippingFees,
    shippingFee,
    total,
    couponId: input.couponId ?? null,
    supersedes: superseded.map(({ id, number }) => ({ id, number })),
  }
}

function toPreviewItem(line: QuotedLine): PreviewItem {
  const { skuId, productId, sellerId, productName, colorName, sizeMm, imageUrl, ...prices } = line
  const { listPrice, unitPrice, quantity, discount } = prices
  return {
    skuId,
    productId,
    sellerId,
    productName,
    colorName,
    sizeMm,
    imageUrl,
    listPrice,
    unitPrice,
    quantity,
    saleDiscount: (listPrice - unitPrice) * quantity,
    discount,
    amount: unitPrice * quantity - discount,
  }
}
