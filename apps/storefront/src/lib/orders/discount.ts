import type { CommerceSchemas } from '@munova/commerce-client'
import { won } from '#lib/format/won.ts'
import type { Language } from '#lib/text/language.ts'
import type { OrdersText } from '#lib/text/ko/orders.ts'

type Terms = Pick<CommerceSchemas['Coupon'], 'discount' | 'minimumOrder' | 'scope'>

/** What a coupon takes off, and on which condition. */
export function discountText(
  { discount, minimumOrder, scope }: Terms,
  text: OrdersText['coupons'],
  language: Language,
): string {
  const parts =
    discount.type === 'FIXED'
      ? [text.off(won(discount.amount, language))]
      : [text.percent(discount.percent), discount.cap !== null && text.cap(won(discount.cap, language))]
  return [
    ...parts,
    minimumOrder > 0 && text.from(won(minimumOrder, language)),
    scope.type !== 'ALL' && text.some,
  ]
    .filter((part) => part !== false)
    .join(' · ')
}
