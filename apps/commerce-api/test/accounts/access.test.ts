import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop, type Person } from '../support/open-shop.ts'

type Who = 'guest' | 'buyer' | 'seller' | 'otherSeller' | 'admin'
const everyone: Who[] = ['guest', 'buyer', 'seller', 'otherSeller', 'admin']
const members: Who[] = ['buyer', 'seller', 'otherSeller', 'admin']
const sellers: Who[] = ['seller', 'otherSeller']

/** The roles that each route admits. A route that is missing here fails the test. */
const doors: Record<string, Who[]> = {
  'GET /livez': everyone,
  'GET /readyz': everyone,
  'GET /.well-known/jwks.json': everyone,
  'POST /v1/auth/sign-up': everyone,
  'POST /v1/auth/sign-in': everyone,
  'POST /v1/auth/refresh': everyone,
  'POST /v1/auth/sign-out': everyone,
  'POST /v1/auth/sign-out-everywhere': members,
  'GET /v1/auth/sessions': members,
  'DELETE /v1/auth/sessions/{id}': members,
  'POST /v1/auth/password': members,
  'POST /v1/auth/password-reset': everyone,
  'POST /v1/auth/password-reset/confirm': everyone,
  'POST /v1/auth/verify-email': everyone,
  'POST /v1/auth/change-email': everyone,
  'POST /v1/me/email': members,
  'POST /v1/me/email/verification': members,
  'GET /v1/me': members,
  'PATCH /v1/me': members,
  'POST /v1/me/withdraw': members,
  'GET /v1/admin/members': ['admin'],
  'GET /v1/admin/members/{id}': ['admin'],
  'POST /v1/admin/members/{id}/role': ['admin'],
  'POST /v1/admin/members/{id}/suspend': ['admin'],
  'POST /v1/admin/members/{id}/reinstate': ['admin'],
  'GET /v1/admin/members/{id}/business': ['admin'],
  'PUT /v1/admin/members/{id}/business': ['admin'],
  'GET /v1/admin/audit-log': ['admin'],
  'GET /v1/admin/refunds': ['admin'],
  'GET /v1/admin/payment-differences': ['admin'],
  'PUT /v1/admin/payment-differences/{id}/resolution': ['admin'],
  'GET /v1/categories': everyone,
  'POST /v1/admin/categories': ['admin'],
  'GET /v1/admin/categories/{id}': ['admin'],
  'PATCH /v1/admin/categories/{id}': ['admin'],
  'DELETE /v1/admin/categories/{id}': ['admin'],
  'GET /v1/brands': everyone,
  'GET /v1/admin/brands': ['admin'],
  'POST /v1/admin/brands': ['admin'],
  'GET /v1/admin/brands/{id}': ['admin'],
  'PATCH /v1/admin/brands/{id}': ['admin'],
  'GET /v1/banners': everyone,
  'GET /v1/admin/banners': ['admin'],
  'POST /v1/admin/banners': ['admin'],
  'GET /v1/admin/banners/{id}': ['admin'],
  'PUT /v1/admin/banners/{id}': ['admin'],
  'POST /v1/admin/banners/{id}/end': ['admin'],
  'GET /v1/admin/pins': ['admin'],
  'PUT /v1/admin/pins': ['admin'],
  'POST /v1/pictures': ['seller', 'otherSeller', 'admin'],
  'GET /v1/pictures/{id}/{width}.webp': everyone,
  'GET /v1/products': everyone,
  'GET /v1/products/facets': everyone,
  'GET /v1/search/suggestions': everyone,
  'GET /v1/products/{id}': everyone,
  'GET /v1/products/{id}/similar': everyone,
  'GET /v1/products/{id}/like': members,
  'PUT /v1/products/{id}/like': members,
  'DELETE /v1/products/{id}/like': members,
  'GET /v1/me/likes': members,
  'GET /v1/products/{id}/together': everyone,
  'GET /v1/me/recommendations': members,
  'PUT /v1/me/viewed-products/{id}': members,
  'DELETE /v1/me/viewed-products': members,
  'PUT /v1/skus/{skuId}/restock-place': members,
  'DELETE /v1/skus/{skuId}/restock-place': members,
  'GET /v1/restock-places': members,
  'GET /v1/products/{id}/reviews': everyone,
  'GET /v1/products/{id}/fit': everyone,
  'POST /v1/me/reviews': members,
  'GET /v1/me/reviews': members,
  'GET /v1/me/reviews/{id}': members,
  'PUT /v1/me/reviews/{id}': members,
  'DELETE /v1/me/reviews/{id}': members,
  'PUT /v1/reviews/{id}/helpful': members,
  'DELETE /v1/reviews/{id}/helpful': members,
  'PUT /v1/reviews/{id}/report': members,
  'GET /v1/seller/reviews': sellers,
  'PUT /v1/seller/reviews/{id}/answer': sellers,
  'GET /v1/admin/reviews': ['admin'],
  'POST /v1/admin/reviews/{id}/hide': ['admin'],
  'POST /v1/admin/reviews/{id}/show': ['admin'],
  'GET /v1/cart': everyone,
  'DELETE /v1/cart': everyone,
  'PUT /v1/cart/items/{skuId}': everyone,
  'DELETE /v1/cart/items/{skuId}': everyone,
  'POST /v1/cart/merge': members,
  'GET /v1/notifications': members,
  'PUT /v1/notifications/{id}/read': members,
  'PUT /v1/notifications/read': members,
  'GET /v1/notifications/stream': members,
  'GET /v1/addresses': members,
  'POST /v1/addresses': members,
  'GET /v1/addresses/{id}': members,
  'PUT /v1/addresses/{id}': members,
  'DELETE /v1/addresses/{id}': members,
  'POST /v1/orders': members,
  'POST /v1/orders/preview': members,
  'GET /v1/orders': members,
  'GET /v1/orders/{id}': members,
  'GET /v1/followed-orders/{id}': everyone,
  'POST /v1/orders/{id}/cancel': members,
  'POST /v1/orders/{id}/refund-account': members,
  'POST /v1/orders/{id}/items/cancel': members,
  'POST /v1/orders/{id}/confirm': members,
  'POST /v1/orders/{id}/returns': members,
  'GET /v1/orders/{id}/returns/{returnId}': members,
  'POST /v1/payments/confirm': members,
  'POST /v1/payments/webhook': everyone,
  'GET /v1/admin/overview': ['admin'],
  'GET /v1/admin/orders': ['admin'],
  'GET /v1/admin/orders/{id}': ['admin'],
  'POST /v1/admin/orders/{id}/cancel': ['admin'],
  'POST /v1/admin/orders/{id}/refund-account': ['admin'],
  'POST /v1/admin/orders/{id}/items/cancel': ['admin'],
  'POST /v1/admin/orders/{id}/items/refund': ['admin'],
  'POST /v1/seller/orders/{id}/items/cancel': sellers,
  'POST /v1/seller/orders/{id}/items/refund': sellers,
  'POST /v1/admin/orders/{id}/extend': ['admin'],
  'GET /v1/admin/returns': ['admin'],
  'POST /v1/admin/returns/{id}/accept': ['admin'],
  'POST /v1/admin/returns/{id}/reject': ['admin'],
  'POST /v1/admin/returns/{id}/extend': ['admin'],
  'POST /v1/admin/shipments/{id}/deliver': ['admin'],
  'GET /v1/seller/summary': sellers,
  'GET /v1/seller/orders': sellers,
  'GET /v1/seller/orders/{id}': sellers,
  'POST /v1/seller/orders/{id}/ship': sellers,
  'POST /v1/seller/shipments/{id}/deliver': sellers,
  'GET /v1/seller/shipments/{id}': sellers,
  'PATCH /v1/seller/shipments/{id}': sellers,
  'POST /v1/seller/shipments/import': sellers,
  'GET /v1/couriers': everyone,
  'GET /v1/seller/returns': sellers,
  'POST /v1/seller/returns/{id}/accept': sellers,
  'POST /v1/seller/returns/{id}/reject': sellers,
  'GET /v1/coupons': members,
  'GET /v1/coupons/campaigns': members,
  'GET /v1/coupons/campaigns/{id}': members,
  'GET /v1/coupons/{id}': members,
  'POST /v1/coupons/campaigns/{id}/issue': members,
  'GET /v1/admin/coupon-campaigns': ['admin'],
  'POST /v1/admin/coupon-campaigns': ['admin'],
  'GET /v1/admin/coupon-campaigns/{id}': ['admin'],
  'GET /v1/waiting-rooms/{kind}/{id}': members,
  'POST /v1/waiting-rooms/{kind}/{id}/tickets': members,
  'GET /v1/admin/waiting-rooms': ['admin'],
  'GET /v1/admin/waiting-rooms/{kind}/{id}': ['admin'],
  'PUT /v1/admin/waiting-rooms/{kind}/{id}': ['admin'],
  'GET /v1/seller/business': sellers,
  'PUT /v1/seller/business': sellers,
  'GET /v1/seller/products': sellers,
  'POST /v1/seller/products': sellers,
  'GET /v1/seller/products/export': sellers,
  'POST /v1/seller/products/import': sellers,
  'GET /v1/seller/imports': sellers,
  'POST /v1/seller/imports/{id}/undo': sellers,
  'GET /v1/seller/products/{id}': sellers,
  'PATCH /v1/seller/products/{id}': sellers,
  'DELETE /v1/seller/products/{id}': sellers,
  'POST /v1/seller/products/{id}/publish': sellers,
  'PUT /v1/admin/products/{id}/purchase-limit': ['admin'],
  'PUT /v1/seller/products/{id}/sale': sellers,
  'DELETE /v1/seller/products/{id}/sale': sellers,
  'GET /v1/seller/shipping-policy': sellers,
  'PUT /v1/seller/shipping-policy': sellers,
  'POST /v1/seller/products/{id}/unpublish': sellers,
  'POST /v1/seller/products/{id}/colors': sellers,
  'GET /v1/seller/products/{id}/colors/{colorId}': sellers,
  'PATCH /v1/seller/products/{id}/colors/{colorId}': sellers,
  'POST /v1/seller/products/{id}/colors/{colorId}/skus': sellers,
  'DELETE /v1/seller/products/{id}/skus/{skuId}': sellers,
  'PUT /v1/seller/products/{id}/skus/{skuId}/stock': sellers,
}

interface Document {
  paths: Record<string, Record<string, { summary?: string; tags?: string[]; security?: object[] }>>
}

test('every route admits exactly the roles in the table, and the table has every route', async (t) => {
  const shop = await openShop(t)
  const people: Record<Who, Person | undefined> = {
    guest: undefined,
    buyer: await shop.person(),
    seller: await shop.person('SELLER'),
    otherSeller: await shop.person('SELLER'),
    admin: await shop.person('ADMIN'),
  }
  const { paths } = (await shop.call<Document>('GET /openapi.json')).body
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]) => ({ route: `${method.toUpperCase()} ${path}`, about })),
  )
  assert.deepEqual(routes.map(({ route }) => route).toSorted(), Object.keys(doors).toSorted())

  for (const { route, about } of routes) {
    const allowed = doors[route] ?? []
    const isPublic = allowed.includes('guest')
    assert.ok(about.tags?.length, `${route} has a tag`)
    const wantsToken = about.security !== undefined && about.security.every((way) => 'bearer' in way)
    assert.equal(wantsToken, !isPublic, `${route} says whether it wants a token`)
    const [method = '', template = ''] = route.split(' ')
    // An unknown product and an invalid body: a request that is admitted is rejected by the route itself.
    const path = template.replace(/\{\w+\}/g, '999999')
    for (const who of everyone) {
      const { status } = await shop.call(`${method} ${path}`, {
        // An invalid value, since a valid request would open a stream.
        ...(path.endsWith('/stream') && { headers: { 'last-event-id': 'x' } }),
        as: people[who],
        ...(method !== 'GET' && { body: { unknown: true } }),
      })
      const expected = allowed.includes(who) ? 'in' : who === 'guest' ? 401 : 403
      // A refresh without a token is 401 too, but from the route itself.
      const got = (status === 401 || status === 403) && route !== 'POST /v1/auth/refresh' ? status : 'in'
      assert.equal(got, expected, `${route} as ${who}: ${status}`)
    }
  }
})

test('an invalid token is rejected by every route that requires one', async (t) => {
  const shop = await openShop(t)
  const { token } = await shop.person()
  for (const authorization of [
    'Bearer x',
    `Bearer ${token.slice(0, -4)}AAAA`,
    token,
    'Basic eDp5',
    `Bearer ${token} x`,
  ]) {
    const { status, body } = await shop.call('GET /v1/me', { headers: { authorization } })
    assert.deepEqual([status, body['code']], [401, 'UNAUTHENTICATED'])
  }
})
