import type { Order } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Scene } from './error-scene.ts'

/** An order of two pairs of a new product that has another, sold-out size. */
export const ordered =
  (status: 'PENDING' | 'CONFIRMING' | 'PAID') =>
  async ({ trade, people }: Scene): Promise<Order> => {
    const { skuIds } = await trade.shoe(people.SELLER, [9, 0])
    const lines: [number, number][] = [[skuIds[0]!, 2]]
    if (status === 'PAID') return trade.paid(people.BUYER, lines)
    const order = await trade.placed(people.BUYER, lines)
    // The state while the gateway is called.
    if (status === 'CONFIRMING')
      await trade.sql`update orders set status = 'CONFIRMING' where id = ${order.id}`
    return order
  }

export async function paidByDeposit(scene: Scene): Promise<Order> {
  const { trade, people } = scene
  const placed = await ordered('PENDING')(scene)
  const { body } = await trade.pay(people.BUYER, placed, '가상계좌')
  await trade.toss.deposit(body.payment.paymentKey)
  await trade.call('POST /v1/payments/webhook', { body: { orderId: placed.number } })
  const read = () => trade.read(people.BUYER, placed.id)
  await until(async () => (await read()).status === 'PAID', { what: 'the deposit' })
  return read()
}

/** Cancelled by an administrator, who does not know the account of the buyer. */
export async function cancelledDeposit(scene: Scene): Promise<Order> {
  const order = await paidByDeposit(scene)
  await scene.senderOf('POST /v1/admin/orders/{id}/cancel')({ path: { id: order.id } })
  return order
}

export async function shipped(scene: Scene, order?: Order): Promise<Order> {
  const { trade, people, senderOf } = scene
  const { id } = order ?? (await ordered('PAID')(scene))
  await senderOf('POST /v1/seller/orders/{id}/ship')({ path: { id } })
  return trade.read(people.BUYER, id)
}

export async function delivered(scene: Scene, order?: Order): Promise<Order> {
  const { trade, people, senderOf } = scene
  const { id, shipments } = await shipped(scene, order)
  await senderOf('POST /v1/seller/shipments/{id}/deliver')({ path: { id: shipments[0]!.id } })
  return trade.read(people.BUYER, id)
}

/** A delivered order with a return requested of all its pairs. */
export async function returning(scene: Scene): Promise<Order> {
  const { id, items } = await delivered(scene)
  const body = { itemId: items[0]!.id, reason: 'DEFECTIVE' }
  await scene.senderOf('POST /v1/orders/{id}/returns')({ path: { id }, body })
  return scene.trade.read(scene.people.BUYER, id)
}
