import type { ConfirmedPayment, Order, OrderPreview, Shipment, SignedIn } from '@munova/commerce-contract'
import { demoPassword } from '@munova/tool-seed'
import { request } from './http.ts'

/** Base addresses of commerce-api and fake-toss. */
export interface ShopUrls {
  commerceUrl: string
  tossUrl: string
}

const address = {
  recipient: '김하늘',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
}

/** The access token of a member of the demo shop. */
export async function signIn(commerceUrl: string, email: string): Promise<string> {
  const body = { email, password: demoPassword }
  return (await request<SignedIn>(commerceUrl, 'POST /v1/auth/sign-in', { body })).accessToken
}

/** Orders at the total that the preview says. */
export async function place(
  { commerceUrl }: ShopUrls,
  token: string,
  lines: readonly { skuId: number; quantity: number }[],
): Promise<Order> {
  const order = { lines, address }
  const { total } = await request<OrderPreview>(commerceUrl, 'POST /v1/orders/preview', {
    token,
    body: order,
  })
  return request<Order>(commerceUrl, 'POST /v1/orders', { token, body: { ...order, expectedTotal: total } })
}

/** Pays in the window of the fake gateway. */
export async function pay(
  { commerceUrl, tossUrl }: ShopUrls,
  token: string,
  { number: orderId, total: amount }: Order,
): Promise<ConfirmedPayment> {
  const { paymentKey } = await request<{ paymentKey: string }>(tossUrl, 'POST /fake/payments', {
    body: { orderId, amount },
  })
  const body = { paymentKey, orderId, amount }
  return request<ConfirmedPayment>(commerceUrl, 'POST /v1/payments/confirm', { token, body })
}

/** The seller hands the whole order over to a courier. */
export const ship = ({ commerceUrl }: ShopUrls, seller: string, order: Order): Promise<Shipment> =>
  request<Shipment>(commerceUrl, `POST /v1/seller/orders/${order.id}/ship`, {
    token: seller,
    body: { courier: 'CJ', trackingNumber: '6543-2109-8765' },
  })

/** By an administrator: a seller's parcel cannot have arrived yet. */
export const deliver = ({ commerceUrl }: ShopUrls, admin: string, { id }: Shipment): Promise<unknown> =>
  request(commerceUrl, `POST /v1/admin/shipments/${id}/deliver`, { token: admin })
