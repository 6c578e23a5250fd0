import type {
  ConfirmedPayment,
  Order,
  Return,
  SellerProduct,
  SellerProductPage,
  Shipment,
  SignedIn,
} from '@munova/commerce-contract'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import { DemoFailure } from './failure.ts'
import { request } from './http.ts'

export interface DemoOptions {
  /** Base address of commerce-api. */
  commerceUrl: string
  /** Base address of fake-toss. */
  tossUrl: string
  print: (line: string) => void
}

const PAIRS = 3
const address = {
  recipient: '김하늘',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
}

/** An order over HTTP: placed, paid, shipped, delivered, one pair returned and refunded. Returns its final state. */
export async function demoOrder({ commerceUrl, tossUrl, print }: DemoOptions): Promise<Order> {
  const signIn = async ({ email }: { email: string }) =>
    (
      await request<SignedIn>(commerceUrl, 'POST /v1/auth/sign-in', {
        body: { email, password: demoPassword },
      })
    ).accessToken
  const [buyer, seller, admin] = [
    await signIn(demoAccounts.buyer),
    await signIn(demoAccounts.seller),
    await signIn(demoAccounts.admin),
  ]
  const { product, skuId, sizeMm } = await findShoe(commerceUrl, seller)
  print(`▸ ${PAIRS} pairs of ${product.name} in ${sizeMm} mm, ${won(product.price)} each`)

  const placed = await request<Order>(commerceUrl, 'POST /v1/orders', {
    token: buyer,
    body: { lines: [{ skuId, quantity: PAIRS }], address, expectedTotal: product.price * PAIRS },
  })
  print(
    `✓ placed     order ${placed.number}, ${won(placed.total)}, stock is reserved until ${placed.expiresAt}`,
  )

  const { paymentKey } = await request<{ paymentKey: string }>(tossUrl, 'POST /fake/payments', {
    body: { orderId: placed.number, amount: placed.total },
  })
  const confirmed = await request<ConfirmedPayment>(commerceUrl, 'POST /v1/payments/confirm', {
    token: buyer,
    body: { paymentKey, orderId: placed.number, amount: placed.total },
  })
  print(
    `✓ paid       ${won(confirmed.payment.amount)} by ${confirmed.payment.method}, the order is ${confirmed.orderStatus}`,
  )

  const shipment = await request<Shipment>(commerceUrl, `POST /v1/seller/orders/${placed.id}/ship`, {
    token: seller,
    body: { courier: 'CJ', trackingNumber: '6543-2109-8765' },
  })
  print(`✓ shipped    by ${shipment.courier}, tracking number ${shipment.trackingNumber}`)
  // A seller's parcel cannot have arrived yet.
  await request(commerceUrl, `POST /v1/admin/shipments/${shipment.id}/deliver`, { token: admin })
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
