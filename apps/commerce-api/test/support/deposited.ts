import type { TestContext } from 'node:test'
import type { Order } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Person } from './open-shop.ts'
import { openTrade, type Trade } from './trade.ts'

export const account = { bank: '88', accountNumber: '110987654321', holderName: '김하늘' }
/** The bank knows no account that begins like this. */
export const wrong = { ...account, accountNumber: '000987654321' }

/** An order of two pairs that is paid by bank transfer. */
export async function deposited(
  t: TestContext,
  { env = {}, ...options }: NonNullable<Parameters<typeof openTrade>[1]> = {},
) {
  const often = { RECONCILE_AFTER_MS: '50', RECONCILE_BACKOFF_MAX_MS: '200' }
  const trade = await openTrade(t, { env: { ...often, ...env }, ...options })
  await trade.toss.behave({ webhookUrl: `${trade.url}/v1/payments/webhook` })
  const [seller, buyer, admin] = [
    await trade.person('SELLER'),
    await trade.person(),
    await trade.person('ADMIN'),
  ]
  const { skuIds } = await trade.shoe(seller, [5])
  const placed = await trade.placed(buyer, [[skuIds[0]!, 2]])
  const { body } = await trade.pay(buyer, placed, '가상계좌')
  await trade.toss.deposit(body.payment.paymentKey)
  const order = await become(trade, buyer, placed.id, ({ status }) => status === 'PAID')
  return { trade, seller, buyer, admin, order }
}

export const become = (trade: Trade, buyer: Person, id: number, isWanted: (order: Order) => boolean) =>
  until(
    async () => {
      const order = await trade.read(buyer, id)
      return isWanted(order) && order
    },
    { what: 'the order' },
  )

export const needsAccount = ({ refunds }: Order) => refunds.some((refund) => refund.needsAccount)
export const isRefunded = ({ refunds }: Order) => refunds.every(({ status }) => status === 'DONE')
