import type { Order, Return, SellerProduct, SellerProductPage } from '@munova/commerce-contract'
import { demoAccounts } from '@munova/tool-seed'
import { DemoFailure } from './failure.ts'
import { request } from './http.ts'
import { deliver, pay, place, ship, type ShopUrls, signIn } from './purchase.ts'

export interface DemoOptions extends ShopUrls {
  print: (line: string) => void
}

const PAIRS = 3

/** An order over HTTP: placed, paid, shipped, delivered, one pair returned and refunded. Returns its final state. */
export async function demoOrder({ print, ...urls }: DemoOptions): Promise<Order> {
  const { commerceUrl, tossUrl } = urls
  const [buyer, seller, admin] = [
    await signIn(commerceUrl, demoAccounts.buyer.email),
    await signIn(commerceUrl, demoAccounts.seller.email),
    await signIn(commerceUrl, demoAccounts.admin.email),
  ]
  const { product, skuId, sizeMm } = await findShoe(commerceUrl, seller)
  print(`▸ ${PAIRS} pairs of ${product.name} in ${sizeMm} mm, ${won(product.price)} each`)

  const placed = await place(urls, buyer, [{ skuId, quantity: PAIRS }])
  print(
    `✓ placed     order ${placed.number}, ${won(placed.total)}, stock is reserved until ${placed.expiresAt}`,
  )
  const { payment, orderStatus } = await pay(urls, buyer, placed)
  print(`✓ paid       ${won(payment.amount)} by ${payment.method}, the order is ${orderStatus}`)
  const shipment = await ship(urls, seller, placed)
  print(`✓ shipped    by ${shipment.courier}, tracking number ${shipment.trackingNumber}`)
  await deliver(urls, admin, shipment)
  print('✓ delivered')

  const [item] = placed.items
  const open = await request<Return>(commerceUrl, `POST /v1/orders/${placed.id}/returns`, {
    token: buyer,
    body: { itemId: item!.id, quantity: 1, reason: 'WRONG_SIZE', note: '한 치수 커요' },
  })
  print(`✓ return     of 1 pair is ${open.status}, reason ${open.reason}`)
  await request(commerceUrl, `POST /v1/seller/returns/${open.id}/accept`, { token: seller })

  const order = await request<Order>(commerceUrl, `GET /v1/orders/${placed.id}`, { token: buyer })
  for (const each of order.items)
    print(`  ${each.quantity} × ${each.sizeMm} mm ${each.status}, ${won(each.amount)}`)
  print(`✓ refunded   ${won(order.refunded)} of ${won(order.paid)}`)
  const ledger = await request<{ captured: number; cancelled: number }>(
    tossUrl,
    `GET /fake/ledger/${placed.number}`,
  )
  print(`  the gateway's ledger: captured ${won(ledger.captured)}, cancelled ${won(ledger.cancelled)}`)
  if (ledger.captured - ledger.cancelled !== order.paid - order.refunded)
    throw new DemoFailure('The ledger of the gateway does not match the order')
  return order
}

/** A size of a product of the demo seller with enough pairs in stock. */
async function findShoe(commerceUrl: string, seller: string) {
  const { items } = await request<SellerProductPage>(
    commerceUrl,
    'GET /v1/seller/products?status=PUBLISHED&limit=20',
    { token: seller },
  )
  for (const { id } of items) {
    const product = await request<SellerProduct>(commerceUrl, `GET /v1/seller/products/${id}`, {
      token: seller,
    })
    const sku = product.colors.flatMap(({ skus }) => skus).find(({ available }) => available >= PAIRS)
    if (sku) return { product, skuId: sku.id, sizeMm: sku.sizeMm }
  }
  throw new DemoFailure(`The demo seller has no size with ${PAIRS} pairs left`)
}

function won(amount: number): string {
  return `${amount.toLocaleString('en-US')} won`
}
