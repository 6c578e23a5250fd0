import { hashOfMailedToken, makeMailedToken } from '../../../src/accounts/mail/mailed-token.ts'
import { password, type Person } from '../open-shop.ts'
import { missingResource, type Provocations, type Scene } from './error-scene.ts'

/** A seller with a paid order, and nothing on sale any more. */
async function sold({ trade, people }: Scene): Promise<Person> {
  const seller = await trade.signedUp('SELLER')
  const { id, skuIds } = await trade.shoe(seller, [9])
  await trade.paid(people.BUYER, [[skuIds[0]!, 1]])
  await trade.call(`DELETE /v1/seller/products/${id}`, { as: seller })
  return seller
}

export const ofMembers: Provocations = {
  'GET /v1/seller/business': {
    BUSINESS_NOT_FOUND: async ({ trade }, send) => {
      const seller = await trade.person('SELLER')
      await trade.sql`delete from seller_businesses where member_id = ${seller.member.id}`
      return send({ as: seller })
    },
  },
  'GET /v1/admin/members/{id}/business': { BUSINESS_NOT_FOUND: missingResource },
  'PUT /v1/admin/members/{id}/business': { MEMBER_NOT_FOUND: missingResource },
  'POST /v1/auth/sign-up': {
    EMAIL_TAKEN: async ({ trade }, send) => {
      const { email } = await trade.signedUp()
      return send({ body: { email, password, name: '사람' } })
    },
  },
  'POST /v1/auth/sign-in': {
    WRONG_CREDENTIALS: missingResource,
    ACCOUNT_SUSPENDED: async ({ trade, people }, send) => {
      const { email, member } = await trade.signedUp()
      await trade.call(`POST /v1/admin/members/${member.id}/suspend`, {
        as: people.ADMIN,
        body: { reason: 'x' },
      })
      return send({ body: { email, password } })
    },
  },
  'POST /v1/auth/refresh': {
    REFRESH_INVALID: missingResource,
    TOKEN_REUSED: async ({ trade }, send) => {
      const { refreshToken } = await trade.signedUp()
      await send({ body: { refreshToken } })
      await trade.sql`update refresh_tokens set rotated_at = now() - interval '1 hour'`
      return send({ body: { refreshToken } })
    },
  },
  'DELETE /v1/auth/sessions/{id}': { SESSION_NOT_FOUND: missingResource },
  'POST /v1/auth/password': {
    WRONG_PASSWORD: async ({ trade }, send) =>
      send({ as: await trade.signedUp(), body: { password: 'wrong', newPassword: password } }),
  },
  'POST /v1/auth/password-reset/confirm': { LINK_INVALID: missingResource },
  'POST /v1/auth/verify-email': { LINK_INVALID: missingResource },
  'POST /v1/auth/change-email': {
    LINK_INVALID: missingResource,
    EMAIL_TAKEN: async ({ trade, people }, send) => {
      const { email } = await trade.signedUp()
      const token = makeMailedToken()
      await trade.sql`
        insert into mailed_tokens (token_hash, purpose, member_id, email, expires_at)
        values (${hashOfMailedToken(token)}, 'CHANGE_EMAIL', ${people.BUYER.member.id}, ${email}, now() + interval '1 hour')`
      return send({ body: { token } })
    },
  },
  'POST /v1/me/email': {
    WRONG_PASSWORD: async ({ trade }, send) =>
      send({ as: await trade.signedUp(), body: { email: 'new@munova.example', password: 'wrong' } }),
  },
  'POST /v1/me/withdraw': {
    WRONG_PASSWORD: async ({ trade }, send) =>
      send({ as: await trade.signedUp(), body: { password: 'wrong' } }),
    PRODUCTS_ON_SALE: async ({ trade }, send) => {
      const seller = await trade.signedUp('SELLER')
      await trade.shoe(seller, [1])
      return send({ as: seller })
    },
    SALES_UNFINISHED: async (scene, send) => send({ as: await sold(scene) }),
    PURCHASES_UNFINISHED: async ({ trade, people }, send) => {
      const member = await trade.signedUp()
      const { skuIds } = await trade.shoe(people.SELLER, [9])
      await trade.placed(member, [[skuIds[0]!, 1]])
      return send({ as: member })
    },
  },
  'GET /v1/admin/members/{id}': { MEMBER_NOT_FOUND: missingResource },
  'POST /v1/admin/members/{id}/role': {
    MEMBER_NOT_FOUND: missingResource,
    OWN_ROLE: ({ people }, send) => send({ path: { id: people.ADMIN.member.id } }),
    PRODUCTS_ON_SALE: async ({ trade }, send) => {
      const seller = await trade.person('SELLER')
      await trade.shoe(seller, [1])
      return send({ path: { id: seller.member.id } })
    },
    SALES_UNFINISHED: async (scene, send) => send({ path: { id: (await sold(scene)).member.id } }),
  },
  'POST /v1/admin/members/{id}/suspend': {
    MEMBER_NOT_FOUND: missingResource,
    OWN_ACCOUNT: ({ people }, send) => send({ path: { id: people.ADMIN.member.id } }),
  },
  'POST /v1/admin/members/{id}/reinstate': { MEMBER_NOT_FOUND: missingResource },
  'PUT /v1/admin/payment-differences/{id}/resolution': { DIFFERENCE_NOT_FOUND: missingResource },
  'PUT /v1/notifications/{id}/read': { NOTIFICATION_NOT_FOUND: missingResource },
  'GET /v1/addresses/{id}': { ADDRESS_NOT_FOUND: missingResource },
  'PUT /v1/addresses/{id}': { ADDRESS_NOT_FOUND: missingResource },
  'DELETE /v1/addresses/{id}': { ADDRESS_NOT_FOUND: missingResource },
}
