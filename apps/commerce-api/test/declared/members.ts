import { password } from './requests.ts'
import type { Provocations } from './scene.ts'

export const ofMembers: Provocations = {
  'POST /v1/auth/sign-up': {
    EMAIL_TAKEN: async ({ signedUp }, ask) => {
      const { email } = await signedUp()
      return ask({ body: { email, password, name: '사람' } })
    },
  },
  'POST /v1/auth/sign-in': { WRONG_CREDENTIALS: (_, ask) => ask() },
  'POST /v1/auth/refresh': {
    REFRESH_INVALID: (_, ask) => ask(),
    TOKEN_REUSED: async ({ signedUp }, ask) => {
      const { refreshToken } = await signedUp()
      await ask({ body: { refreshToken } })
      return ask({ body: { refreshToken } })
    },
  },
  'POST /v1/me/withdraw': {
    WRONG_PASSWORD: async ({ signedUp }, ask) => ask({ as: await signedUp(), body: { password: 'wrong' } }),
    PRODUCTS_ON_SALE: async ({ signedUp, trade }, ask) => {
      const seller = await signedUp('SELLER')
      await trade.shoe(seller, [1])
      return ask({ as: seller })
    },
  },
  'POST /v1/admin/members/{id}/role': {
    MEMBER_NOT_FOUND: (_, ask) => ask(),
    OWN_ROLE: ({ people }, ask) => ask({ path: { id: people.ADMIN.member.id } }),
    PRODUCTS_ON_SALE: async ({ trade }, ask) => {
      const seller = await trade.person('SELLER')
      await trade.shoe(seller, [1])
      return ask({ path: { id: seller.member.id } })
    },
  },
  'PUT /v1/notifications/{id}/read': { NOTIFICATION_NOT_FOUND: (_, ask) => ask() },
  'DELETE /v1/addresses/{id}': { ADDRESS_NOT_FOUND: (_, ask) => ask() },
}
