import type { Role } from '@munova/commerce-contract'
import { exampleCampaign, inHours } from '../open-campaign.ts'
import { password } from '../open-shop.ts'
import { exampleBusiness } from '../selling.ts'
import { picturePng, storedPicture } from '../pictures.ts'
import { home } from '../trade.ts'

/** A request to a route: the role of its sender (a guest without one), what its path names, and its body, as JSON, as a CSV file or as a picture. */
export interface Request {
  as?: Role
  /** Of parameters whose values are no numbers. */
  path?: Record<string, string>
  body?: object
  csv?: string
  picture?: Uint8Array
}

const parcel = { courier: 'CJ', trackingNumber: '123456789012' }
/** A file of one parcel. */
export const shipmentFile = (number: string) =>
  `주문번호,택배사,송장번호\r\n${number},CJ대한통운,1234-5678-9012\r\n`
const bankAccount = { bank: '88', accountNumber: '110123456789', holderName: '김하늘' }
const someItems = { items: [{ itemId: 999_999 }], reason: '재고 없음' }
export const waitingRoom = () => ({
  opensAt: inHours(-1),
  closesAt: inHours(1),
  admissionsPerSecond: 1,
  capacity: 10,
})
const product = {
  brandId: 1,
  categoryId: 8,
  name: '에어로 러너 3',
  description: '가볍고 오래 신을 수 있는 러닝화입니다.',
  price: 129_000,
  colors: [{ name: '블랙', skus: [{ sizeMm: 270, stock: 3 }] }],
}

/** A valid request for each route; the resource that its path names does not exist. */
export const requests: Record<string, Request> = {
  'GET /livez': {},
  'GET /readyz': {},
  'GET /.well-known/jwks.json': {},
  'POST /v1/auth/sign-up': { body: { email: 'new@munova.example', password, name: '사람' } },
  'POST /v1/auth/sign-in': { body: { email: 'nobody@munova.example', password } },
  'POST /v1/auth/refresh': { body: { refreshToken: 'x'.repeat(64) } },
  'POST /v1/auth/sign-out': { body: { refreshToken: 'x'.repeat(64) } },
  'POST /v1/auth/sign-out-everywhere': { as: 'BUYER', body: {} },
  'GET /v1/auth/sessions': { as: 'BUYER' },
  'DELETE /v1/auth/sessions/{id}': {
    as: 'BUYER',
    path: { id: '00000000-0000-4000-8000-000000000000' },
  },
  'POST /v1/auth/password': { as: 'BUYER', body: { password, newPassword: password } },
  'POST /v1/auth/password-reset': { body: { email: 'nobody@munova.example' } },
  'POST /v1/auth/password-reset/confirm': { body: { token: 'x', newPassword: password } },
  'POST /v1/auth/verify-email': { body: { token: 'x' } },
  'POST /v1/auth/change-email': { body: { token: 'x' } },
  'POST /v1/me/email': { as: 'BUYER', body: { email: 'new@munova.example', password } },
  'POST /v1/me/email/verification': { as: 'BUYER', body: {} },
  'GET /v1/me': { as: 'BUYER' },
  'PATCH /v1/me': { as: 'BUYER', body: { name: '사람' } },
  'POST /v1/me/withdraw': { as: 'BUYER', body: { password } },
  'GET /v1/admin/members': { as: 'ADMIN' },
  'GET /v1/admin/members/{id}': { as: 'ADMIN' },
  'POST /v1/admin/members/{id}/role': { as: 'ADMIN', body: { role: 'BUYER' } },
  'POST /v1/admin/members/{id}/suspend': { as: 'ADMIN', body: { reason: '허위 후기' } },
  'POST /v1/admin/members/{id}/reinstate': { as: 'ADMIN' },
  'GET /v1/admin/members/{id}/business': { as: 'ADMIN' },
  'PUT /v1/admin/members/{id}/business': { as: 'ADMIN', body: exampleBusiness },
  'GET /v1/admin/audit-log': { as: 'ADMIN' },
  'GET /v1/admin/refunds': { as: 'ADMIN' },
  'GET /v1/admin/payment-differences': { as: 'ADMIN' },
  'PUT /v1/admin/payment-differences/{id}/resolution': { as: 'ADMIN', body: { note: '환불 확인' } },
  'GET /v1/categories': {},
  'POST /v1/admin/categories': { as: 'ADMIN', body: { parentId: 1, name: '등산화' } },
  'GET /v1/admin/categories/{id}': { as: 'ADMIN' },
  'PATCH /v1/admin/categories/{id}': { as: 'ADMIN', body: { position: 1 } },
  'DELETE /v1/admin/categories/{id}': { as: 'ADMIN' },
  'GET /v1/brands': {},
  'GET /v1/admin/brands': { as: 'ADMIN' },
  'POST /v1/admin/brands': { as: 'ADMIN', body: { name: '무노바' } },
  'GET /v1/admin/brands/{id}': { as: 'ADMIN' },
  'PATCH /v1/admin/brands/{id}': { as: 'ADMIN', body: { isHidden: true } },
  'POST /v1/pictures': { as: 'SELLER', picture: await picturePng(60, 40) },
  'GET /v1/pictures/{id}/{width}.webp': { path: { id: storedPicture, width: '600' } },
  'GET /v1/products': {},
  'GET /v1/products/{id}': {},
  'GET /v1/cart': {},
  'DELETE /v1/cart': { as: 'BUYER' },
  'PUT /v1/cart/items/{skuId}': { body: { quantity: 1 } },
  'DELETE /v1/cart/items/{skuId}': { as: 'BUYER' },
  'POST /v1/cart/merge': { as: 'BUYER' },
  'GET /v1/notifications': { as: 'BUYER' },
  'PUT /v1/notifications/{id}/read': { as: 'BUYER' },
  'PUT /v1/notifications/read': { as: 'BUYER', body: { upTo: 1 } },
  'GET /v1/notifications/stream': { as: 'BUYER' },
  'GET /v1/addresses': { as: 'BUYER' },
  'POST /v1/addresses': { as: 'BUYER', body: home },
  'GET /v1/addresses/{id}': { as: 'BUYER' },
  'PUT /v1/addresses/{id}': { as: 'BUYER', body: home },
  'DELETE /v1/addresses/{id}': { as: 'BUYER' },
  'POST /v1/orders': { as: 'BUYER', body: { lines: [{ skuId: 999_999, quantity: 1 }], address: home } },
  'POST /v1/orders/preview': {
    as: 'BUYER',
    body: { lines: [{ skuId: 999_999, quantity: 1 }], address: home },
  },
  'GET /v1/orders': { as: 'BUYER' },
  'GET /v1/orders/{id}': { as: 'BUYER' },
  'GET /v1/followed-orders/{id}': {},
  'POST /v1/orders/{id}/cancel': { as: 'BUYER', body: { reason: '변심' } },
  'POST /v1/orders/{id}/refund-account': { as: 'BUYER', body: { refundAccount: bankAccount } },
  'POST /v1/orders/{id}/items/cancel': {
    as: 'BUYER',
    body: { items: [{ itemId: 999_999 }], reason: '변심' },
  },
  'POST /v1/orders/{id}/confirm': { as: 'BUYER', body: {} },
  'POST /v1/orders/{id}/returns': { as: 'BUYER', body: { itemId: 999_999, reason: 'DEFECTIVE' } },
  'GET /v1/orders/{id}/returns/{returnId}': { as: 'BUYER' },
  'POST /v1/payments/confirm': {
    as: 'BUYER',
    body: { paymentKey: 'nobody-s', orderId: 'nobody-s', amount: 1_000 },
  },
  'POST /v1/payments/webhook': { body: { orderId: 'nobody-s', data: { paymentKey: 'nobody-s' } } },
  'GET /v1/admin/overview': { as: 'ADMIN' },
  'GET /v1/admin/orders': { as: 'ADMIN' },
  'GET /v1/admin/orders/{id}': { as: 'ADMIN' },
  'POST /v1/admin/orders/{id}/cancel': { as: 'ADMIN', body: { reason: '재고 없음' } },
  'POST /v1/admin/orders/{id}/refund-account': { as: 'ADMIN', body: { refundAccount: bankAccount } },
  'POST /v1/admin/orders/{id}/items/cancel': { as: 'ADMIN', body: someItems },
  'POST /v1/admin/orders/{id}/items/refund': { as: 'ADMIN', body: someItems },
  'POST /v1/seller/orders/{id}/items/cancel': { as: 'SELLER', body: someItems },
  'POST /v1/seller/orders/{id}/items/refund': { as: 'SELLER', body: someItems },
  'POST /v1/admin/orders/{id}/extend': { as: 'ADMIN', body: { until: inHours(1) } },
  'GET /v1/admin/returns': { as: 'ADMIN' },
  'POST /v1/admin/returns/{id}/accept': { as: 'ADMIN', body: {} },
  'POST /v1/admin/returns/{id}/reject': { as: 'ADMIN', body: { answer: '사용 흔적' } },
  'POST /v1/admin/returns/{id}/extend': { as: 'ADMIN', body: { until: inHours(24 * 20) } },
  'POST /v1/admin/shipments/{id}/deliver': { as: 'ADMIN' },
  'GET /v1/seller/summary': { as: 'SELLER' },
  'GET /v1/seller/orders': { as: 'SELLER' },
  'GET /v1/seller/orders/{id}': { as: 'SELLER' },
  'POST /v1/seller/orders/{id}/ship': { as: 'SELLER', body: parcel },
  'POST /v1/seller/shipments/{id}/deliver': { as: 'SELLER' },
  'GET /v1/seller/shipments/{id}': { as: 'SELLER' },
  'PATCH /v1/seller/shipments/{id}': { as: 'SELLER', body: parcel },
  'POST /v1/seller/shipments/import': { as: 'SELLER', csv: shipmentFile('NOBODY-S') },
  'GET /v1/couriers': {},
  'GET /v1/seller/returns': { as: 'SELLER' },
  'POST /v1/seller/returns/{id}/accept': { as: 'SELLER', body: {} },
  'POST /v1/seller/returns/{id}/reject': { as: 'SELLER', body: { answer: '사용 흔적' } },
  'GET /v1/coupons': { as: 'BUYER' },
  'GET /v1/coupons/{id}': { as: 'BUYER' },
  'GET /v1/coupons/campaigns': { as: 'BUYER' },
  'GET /v1/coupons/campaigns/{id}': { as: 'BUYER' },
  'POST /v1/coupons/campaigns/{id}/issue': { as: 'BUYER' },
  'GET /v1/admin/coupon-campaigns': { as: 'ADMIN' },
  'GET /v1/admin/coupon-campaigns/{id}': { as: 'ADMIN' },
  'POST /v1/admin/coupon-campaigns': { as: 'ADMIN', body: exampleCampaign() },
  'GET /v1/waiting-rooms/{kind}/{id}': { as: 'BUYER' },
  'POST /v1/waiting-rooms/{kind}/{id}/tickets': { as: 'BUYER' },
  'GET /v1/admin/waiting-rooms': { as: 'ADMIN' },
  'GET /v1/admin/waiting-rooms/{kind}/{id}': { as: 'ADMIN' },
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': { as: 'ADMIN', body: waitingRoom() },
  'GET /v1/seller/business': { as: 'SELLER' },
  'PUT /v1/seller/business': { as: 'SELLER', body: exampleBusiness },
  'GET /v1/seller/products': { as: 'SELLER' },
  'POST /v1/seller/products': { as: 'SELLER', body: product },
  'GET /v1/seller/products/{id}': { as: 'SELLER' },
  'PATCH /v1/seller/products/{id}': { as: 'SELLER', body: { price: 1_000 } },
  'DELETE /v1/seller/products/{id}': { as: 'SELLER' },
  'POST /v1/seller/products/{id}/publish': { as: 'SELLER' },
  'PUT /v1/admin/products/{id}/purchase-limit': { as: 'ADMIN', body: { purchaseLimit: 2 } },
  'PUT /v1/seller/products/{id}/sale': {
    as: 'SELLER',
    body: { price: 1_000, from: inHours(-1), until: inHours(1) },
  },
  'DELETE /v1/seller/products/{id}/sale': { as: 'SELLER' },
  'GET /v1/seller/shipping-policy': { as: 'SELLER' },
  'PUT /v1/seller/shipping-policy': { as: 'SELLER', body: { fee: 3_000 } },
  'POST /v1/seller/products/{id}/unpublish': { as: 'SELLER' },
  'POST /v1/seller/products/{id}/colors': {
    as: 'SELLER',
    body: { name: '그레이', skus: [{ sizeMm: 270, stock: 3 }] },
  },
  'GET /v1/seller/products/{id}/colors/{colorId}': { as: 'SELLER' },
  'PATCH /v1/seller/products/{id}/colors/{colorId}': { as: 'SELLER', body: { name: '그레이' } },
  'POST /v1/seller/products/{id}/colors/{colorId}/skus': {
    as: 'SELLER',
    body: { skus: [{ sizeMm: 300, stock: 3 }] },
  },
  'DELETE /v1/seller/products/{id}/skus/{skuId}': { as: 'SELLER' },
  'PUT /v1/seller/products/{id}/skus/{skuId}/stock': { as: 'SELLER', body: { stock: 2, expectedStock: 1 } },
}
