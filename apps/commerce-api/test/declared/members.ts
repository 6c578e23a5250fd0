import { password } from '../support/open-shop.ts'
import { inexistent, type Provocations } from './scene.ts'

export const ofMembers: Provocations = {
  'POST /v1/auth/sign-up': {
    EMAIL_TAKEN: async ({ trade }, ask) => {
      const { email } = await trade.signedUp()
      return ask({ body: { email, password, name: '사람' } })
    },
  },
  'POST /v1/auth/sign-in': { WRONG_CREDENTIALS: inexistent },
  'POST /v1/auth/refresh': {
    REFRESH_INVALID: inexistent,
    TOKEN_REUSED: async ({ trade }, ask) => {
      const { refreshToken } = await trade.signedUp()
      await ask({ body: { refreshToken } })
      return ask({ body: { refreshToken } })
    },
  },
  'POST /v1/me/withdraw': {
    WRONG_PASSWORD: async ({ trade }, ask) =>
      ask({ as: await trade.signedUp(), body: { password: 'wrong' } }),
    PRODUCTS_ON_SALE: async ({ trade }, ask) => {
      const seller = await trade.signedUp('SELLER')
      await trade.shoe(seller, [1])
      return ask({ as: seller })
    },
  },
  'POST /v1/admin/members/{id}/role': {
    MEMBER_NOT_FOUND: inexistent,
    OWN_ROLE: ({ people }, ask) => ask({ path: { id: people.ADMIN.member.id } }),
    PRODUCTS_ON_SALE: async ({ trade }, ask) => {
      const seller = await trade.person('SELLER')
      await trade.shoe(seller, [1])
      return ask({ path: { id: seller.member.id } })
    },
  },
  'PUT /v1/notifications/{id}/read': { NOTIFICATION_NOT_FOUND: inexistent },
  'DELETE /v1/addresses/{id}': { ADDRESS_NOT_FOUND: inexistent },
}
