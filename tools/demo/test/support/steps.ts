import type { Who } from './cast.ts'

/** What a response contains of what later requests name. */
export interface Answered {
  id: number
  number: string
  total: number
  items: { id: number; status: string }[]
  colors: { id: number; skus: { id: number }[] }[]
  lines: { shipmentId: number }[]
}

/** The answers so far, by operation, in their order. */
export type Answers = (operation: string, index?: number) => Answered

/** What no document can know; each resolves to fields of the body. */
export interface Secrets {
  /** What the buyer does at the gateway. */
  pay(order: Answered, method?: string): Promise<{ paymentKey: string; orderId: string }>
  /** The transfer for the order arrives, and the shop knows it. */
  deposit(order: Answered): Promise<object>
  /** The token of the last mail to the address. */
  mailed(address: string): Promise<{ token: string }>
}

/** A request: the example of an operation unchanged, but for what `replaced` says. */
export interface Step {
  send: string
  /** Absent: a guest. */
  as?: Who
  /** With the cookies of the last sign-in. */
  withCookies?: true
  path?: (answers: Answers) => Record<string, number | string>
  /** Fields that cannot be known beforehand, or a whole body that is text. */
  replaced?: (answers: Answers, secrets: Secrets) => Promise<object> | object | string
}

const of =
  (operation: string, index = 0) =>
  (answers: Answers) => ({ id: answers(operation, index).id })
const order = (index: number) => of('POST /v1/orders', index)
const shipment = (index: number) => of('POST /v1/seller/orders/{id}/ship', index)
const product = of('POST /v1/seller/products')
const inquiry = of('POST /v1/inquiries')
const group = of('POST /v1/groups')
const newcomer = (answers: Answers) => ({
  id: (answers('POST /v1/auth/sign-up') as unknown as { member: Answered }).member.id,
})
const color = (answers: Answers) => ({
  ...product(answers),
  colorId: answers('POST /v1/seller/products').colors[0]!.id,
})

const review = of('POST /v1/me/reviews')
const reviews: Step[] = [
  {
    send: 'POST /v1/me/reviews',
    as: 'buyer',
    // Of the items of the order some are cancelled.
    replaced: (answers) => ({
      itemId: answers('POST /v1/orders/{id}/confirm').items.find(({ status }) => status === 'CONFIRMED')!.id,
    }),
  },
  { send: 'GET /v1/me/reviews', as: 'buyer' },
  { send: 'PUT /v1/me/reviews/{id}', as: 'buyer', path: review },
  { send: 'GET /v1/products/{id}/reviews', path: () => ({ id: 1 }) },
  { send: 'GET /v1/products/{id}/fit', path: () => ({ id: 1 }) },
  { send: 'PUT /v1/reviews/{id}/report', as: 'admin', path: review },
  { send: 'GET /v1/seller/reviews', as: 'seller' },
  { send: 'PUT /v1/seller/reviews/{id}/answer', as: 'seller', path: review },
  { send: 'GET /v1/admin/reviews', as: 'admin' },
  { send: 'POST /v1/admin/reviews/{id}/hide', as: 'admin', path: review },
]

/** The key of a payment and the number of an order are random. */
const paid = (index: number): Step => ({
  send: 'POST /v1/payments/confirm',
  as: 'buyer',
  replaced: (answers, secrets) => secrets.pay(answers('POST /v1/orders', index)),
})
const mailed = (address: string) => (_: Answers, secrets: Secrets) => secrets.mailed(address)

const accounts: Step[] = [
  { send: 'POST /v1/auth/sign-up' },
  { send: 'POST /v1/auth/verify-email', replaced: mailed('haneul@munova.example') },
  { send: 'PATCH /v1/me', as: 'newcomer' },
  { send: 'POST /v1/me/email', as: 'newcomer' },
  { send: 'POST /v1/auth/change-email', replaced: mailed('haneul.kim@munova.example') },
  { send: 'POST /v1/addresses', as: 'buyer' },
  { send: 'PUT /v1/addresses/{id}', as: 'buyer', path: of('POST /v1/addresses') },
  { send: 'GET /v1/admin/members', as: 'admin' },
  { send: 'POST /v1/admin/members/{id}/role', as: 'admin', path: newcomer },
  { send: 'PUT /v1/admin/members/{id}/business', as: 'admin', path: newcomer },
  { send: 'POST /v1/admin/members/{id}/suspend', as: 'admin', path: newcomer },
]

/** Three orders are paid at first, since the examples name their items. */
const orders: Step[] = [
  { send: 'PUT /v1/cart/items/{skuId}', as: 'buyer', path: () => ({ skuId: 18 }) },
  { send: 'POST /v1/orders/preview', as: 'buyer' },
  { send: 'POST /v1/orders', as: 'buyer' },
  { send: 'POST /v1/admin/orders/{id}/extend', as: 'admin', path: order(0) },
  paid(0),
  { send: 'POST /v1/payments/webhook' },
  { send: 'POST /v1/orders', as: 'buyer' },
  paid(1),
  { send: 'POST /v1/orders', as: 'buyer' },
  paid(2),
  { send: 'GET /v1/orders', as: 'buyer' },
  { send: 'GET /v1/seller/orders', as: 'seller' },
  { send: 'GET /v1/admin/orders', as: 'admin' },

  { send: 'POST /v1/orders/{id}/items/cancel', as: 'buyer', path: order(0) },
  { send: 'POST /v1/seller/orders/{id}/items/cancel', as: 'seller', path: order(0) },
  {
    send: 'POST /v1/seller/shipments/import',
    as: 'seller',
    // The number of an order is random.
    replaced: (answers) =>
      `주문번호,택배사,송장번호\r\n${answers('POST /v1/orders').number},CJ대한통운,1234-5678-9012\r\n`,
  },
  {
    send: 'POST /v1/seller/shipments/{id}/deliver',
    as: 'seller',
    path: (answers) => ({ id: answers('POST /v1/seller/shipments/import').lines[0]!.shipmentId }),
  },
  { send: 'POST /v1/orders/{id}/confirm', as: 'buyer', path: order(0) },
  ...reviews,

  { send: 'POST /v1/admin/orders/{id}/items/cancel', as: 'admin', path: order(1) },
  { send: 'POST /v1/seller/orders/{id}/ship', as: 'seller', path: order(1) },
  { send: 'PATCH /v1/seller/shipments/{id}', as: 'seller', path: shipment(0) },
  { send: 'POST /v1/admin/shipments/{id}/deliver', as: 'admin', path: shipment(0) },

  { send: 'POST /v1/seller/orders/{id}/ship', as: 'seller', path: order(2) },
  { send: 'POST /v1/seller/orders/{id}/items/refund', as: 'seller', path: order(2) },
  { send: 'POST /v1/admin/orders/{id}/items/refund', as: 'admin', path: order(2) },

  { send: 'POST /v1/orders', as: 'buyer' },
  { send: 'POST /v1/orders/{id}/cancel', as: 'buyer', path: order(3) },
  { send: 'POST /v1/orders', as: 'buyer' },
  { send: 'POST /v1/admin/orders/{id}/cancel', as: 'admin', path: order(4) },
  // The refund of a deposit waits for an account when an administrator cancels.
  ...(['admin', 'buyer'] as const).flatMap((who, at): Step[] => [
    { send: 'POST /v1/orders', as: 'buyer' },
    {
      send: 'POST /v1/payments/confirm',
      as: 'buyer',
      replaced: (answers, secrets) => secrets.pay(answers('POST /v1/orders', 5 + at), '가상계좌'),
    },
    {
      send: 'POST /v1/admin/orders/{id}/cancel',
      as: 'admin',
      path: order(5 + at),
      replaced: (answers, secrets) => secrets.deposit(answers('POST /v1/orders', 5 + at)),
    },
    {
      send:
        who === 'admin' ? 'POST /v1/admin/orders/{id}/refund-account' : 'POST /v1/orders/{id}/refund-account',
      as: who,
      path: order(5 + at),
    },
  ]),
  { send: 'GET /v1/admin/refunds', as: 'admin' },
  { send: 'GET /v1/admin/payment-differences', as: 'admin' },
  {
    send: 'PUT /v1/admin/payment-differences/{id}/resolution',
    as: 'admin',
    path: (answers) => ({ id: answers('GET /v1/admin/payment-differences').items[0]!.id }),
  },
]

const RETURN = 'POST /v1/orders/{id}/returns'
const returns: Step[] = [
  { send: RETURN, as: 'buyer', path: order(1) },
  { send: 'GET /v1/seller/returns', as: 'seller' },
  { send: 'GET /v1/admin/returns', as: 'admin' },
  { send: 'POST /v1/seller/returns/{id}/reject', as: 'seller', path: of(RETURN, 0) },
  { send: RETURN, as: 'buyer', path: order(1) },
  { send: 'POST /v1/admin/returns/{id}/reject', as: 'admin', path: of(RETURN, 1) },
  { send: RETURN, as: 'buyer', path: order(1) },
  { send: 'POST /v1/admin/returns/{id}/extend', as: 'admin', path: of(RETURN, 2) },
  { send: 'POST /v1/seller/returns/{id}/accept', as: 'seller', path: of(RETURN, 2) },
  { send: 'GET /v1/orders/{id}', as: 'buyer', path: order(1) },
  {
    send: RETURN,
    as: 'buyer',
    path: order(1),
    // What the example names has been returned: this is the other pair.
    replaced: (answers) => ({
      itemId: answers('GET /v1/orders/{id}').items.find(({ status }) => status === 'DELIVERED')!.id,
    }),
  },
  { send: 'POST /v1/admin/returns/{id}/accept', as: 'admin', path: of(RETURN, 3) },
]

const BANNER = 'POST /v1/admin/banners'
const catalogue: Step[] = [
  { send: 'GET /v1/products' },
  { send: 'GET /v1/products/facets' },
  { send: 'GET /v1/search/suggestions' },
  { send: 'GET /v1/me/likes', as: 'buyer' },
  { send: 'GET /v1/restock-places', as: 'buyer' },
  { send: 'GET /v1/brands' },
  { send: 'POST /v1/admin/brands', as: 'admin' },
  { send: 'PATCH /v1/admin/brands/{id}', as: 'admin', path: of('POST /v1/admin/brands') },
  { send: 'GET /v1/admin/brands', as: 'admin' },
  { send: BANNER, as: 'admin' },
  { send: 'GET /v1/admin/pins', as: 'admin' },
  { send: 'PUT /v1/admin/pins', as: 'admin' },
  { send: 'GET /v1/admin/banners', as: 'admin' },
  { send: 'PUT /v1/admin/banners/{id}', as: 'admin', path: of(BANNER) },
  { send: 'POST /v1/admin/categories', as: 'admin' },
  { send: 'PATCH /v1/admin/categories/{id}', as: 'admin', path: of('POST /v1/admin/categories') },
  { send: 'PUT /v1/seller/business', as: 'seller' },
  { send: 'PUT /v1/seller/shipping-policy', as: 'seller' },
  { send: 'POST /v1/seller/products', as: 'seller' },
  { send: 'POST /v1/seller/products/import', as: 'seller' },
  { send: 'GET /v1/seller/imports', as: 'seller' },
  { send: 'GET /v1/seller/products', as: 'seller' },
  { send: 'PATCH /v1/seller/products/{id}', as: 'seller', path: product },
  { send: 'PUT /v1/seller/products/{id}/sale', as: 'seller', path: product },
  { send: 'PUT /v1/admin/products/{id}/purchase-limit', as: 'admin', path: product },
  { send: 'POST /v1/seller/products/{id}/colors', as: 'seller', path: product },
  { send: 'PATCH /v1/seller/products/{id}/colors/{colorId}', as: 'seller', path: color },
  { send: 'POST /v1/seller/products/{id}/colors/{colorId}/skus', as: 'seller', path: color },
  {
    send: 'PUT /v1/seller/products/{id}/skus/{skuId}/stock',
    as: 'seller',
    path: (answers) => ({
      ...product(answers),
      skuId: answers('POST /v1/seller/products').colors[0]!.skus[0]!.id,
    }),
  },
]

const CAMPAIGN = 'POST /v1/admin/coupon-campaigns'
const promotions: Step[] = [
  { send: CAMPAIGN, as: 'admin' },
  { send: 'GET /v1/admin/coupon-campaigns', as: 'admin' },
  { send: 'GET /v1/coupons/campaigns', as: 'buyer' },
  { send: 'POST /v1/coupons/campaigns/{id}/issue', as: 'buyer', path: of(CAMPAIGN) },
  { send: 'GET /v1/coupons', as: 'buyer' },
  {
    send: 'PUT /v1/admin/waiting-rooms/{kind}/{id}',
    as: 'admin',
    path: () => ({ kind: 'product', id: 4 }),
  },
  { send: 'GET /v1/notifications', as: 'buyer' },
  { send: 'PUT /v1/notifications/read', as: 'buyer' },
  { send: 'GET /v1/admin/audit-log', as: 'admin' },
]

/** What ends sessions, or changes passwords, comes last. */
const farewells: Step[] = [
  { send: 'POST /v1/auth/sign-in' },
  { send: 'POST /v1/auth/refresh', withCookies: true },
  { send: 'POST /v1/auth/sign-out', withCookies: true },
  { send: 'POST /v1/auth/sign-out-everywhere', as: 'everywhere' },
  { send: 'POST /v1/auth/password', as: 'careful' },
  { send: 'POST /v1/me/withdraw', as: 'leaving' },
  { send: 'POST /v1/auth/password-reset' },
  { send: 'POST /v1/auth/password-reset/confirm', replaced: mailed('buyer@munova.example') },
]

/** Every example of commerce-api, in the order of a shop's life. */
export const shopSteps: Step[] = [
  ...accounts,
  ...orders,
  ...returns,
  ...catalogue,
  ...promotions,
  ...farewells,
]

/** Every example of chat-server. */
export const chatSteps: Step[] = [
  { send: 'POST /v1/inquiries', as: 'buyer' },
  { send: 'POST /v1/rooms/{id}/messages', as: 'buyer', path: inquiry },
  { send: 'PUT /v1/rooms/{id}/read', as: 'buyer', path: inquiry },
  { send: 'PUT /v1/seller/canned-replies/{shortcut}', as: 'seller', path: () => ({ shortcut: '발송' }) },
  { send: 'POST /v1/groups', as: 'buyer' },
  { send: 'GET /v1/groups', as: 'seller' },
  { send: 'POST /v1/groups/{id}/join', as: 'seller', path: group },
  { send: 'PATCH /v1/groups/{id}', as: 'buyer', path: group },
  { send: 'POST /v1/groups/{id}/transfer', as: 'buyer', path: group },
]
