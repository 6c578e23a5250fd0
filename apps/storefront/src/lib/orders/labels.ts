import type { CommerceSchemas } from '@munova/commerce-client'
import type { OrdersText } from '#lib/text/ko/orders.ts'

type Variant = Pick<CommerceSchemas['OrderItem'], 'colorName' | 'sizeMm' | 'quantity'>

/** What was chosen of a shoe, and how often. */
export const variantText = ({ colorName, sizeMm, quantity }: Variant, text: OrdersText): string =>
  `${colorName} · ${sizeMm}mm · ${text.list.count(quantity)}`

/** How far an order has come; before payment what it waits for. */
export const progressText = (
  { progress, status }: Pick<CommerceSchemas['Order'], 'progress' | 'status'>,
  text: OrdersText,
): string => (progress === 'UNPAID' ? text.status[status] : text.progress[progress])
