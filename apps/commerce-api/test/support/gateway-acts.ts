import type { Order } from '@munova/commerce-contract'
import type { Step, World } from './order-lives.ts'

interface AtGateway {
  balanceAmount: number
  status: string
}

/** By name: what happens to the payment of an order at the gateway only, and the shop follows. */
export const gatewayActs: Record<string, Step> = {
  'staff cancel a part at the gateway'(world, order) {
    if (!order.payment || world.random.below(6) > 0) return undefined
    const share = 1 + world.random.below(30)
    return () =>
      giveBack(world, order, (balance) =>
        Math.max(1, Math.min(balance - 1, Math.floor((balance * share) / 100))),
      )
  },

  'staff cancel all at the gateway'(world, order) {
    if (!order.payment || world.random.below(40) > 0) return undefined
    return () => giveBack(world, order, (balance) => balance)
  },

  'the bank takes the deposit back'(world, { payment, number }) {
    if (payment?.method !== '가상계좌' || world.random.below(6) > 0) return undefined
    return async () => {
      const { balanceAmount } = await atGateway(world, number)
      const done = await world.trade.toss.revertDeposit(payment.paymentKey).then(
        () => true,
        () => false,
      )
      if (done) world.givenBack += balanceAmount
      return done
    }
  },

  'the gateway repeats its webhook'(world, { payment }) {
    if (!payment || world.random.below(8) > 0) return undefined
    return async () => {
      await world.trade.toss.control(`POST /fake/payments/${payment.paymentKey}/webhook`)
      return true
    }
  },
}

/** Staff cancel a part of what is left of the payment. False: a refund of the shop was faster. */
async function giveBack(world: World, order: Order, amountOf: (balance: number) => number): Promise<boolean> {
  const { balanceAmount } = await atGateway(world, order.number)
  const amount = amountOf(balanceAmount)
  if (amount < 1 || amount > balanceAmount) return false
  const done = await world.trade.toss.cancel(order.payment!.paymentKey, { amount }).then(
    () => true,
    () => false,
  )
  if (done) world.givenBack += amount
  return done
}

/** The payment of the order as the gateway has it. */
export async function atGateway({ trade }: Pick<World, 'trade'>, number: string): Promise<AtGateway> {
  const { payments } = (await trade.toss.control(`GET /fake/ledger/${number}`)) as { payments: AtGateway[] }
  return payments.at(-1)!
}
