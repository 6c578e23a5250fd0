import { createPassReader } from '@munova/auth'
import { FOLLOW_TOKEN_HEADER, FollowTokenHeader, IdPath, Order } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../context.ts'
import { problem } from '../problems.ts'
import { readOwnOrder } from './read/read.ts'

const RESOURCE = /^orders:(\d+(?:,\d+)*)$/

/** Orders of a member who has withdrawn: the token of the withdrawal shows those that were not finished then. */
export function followedOrderRoutes(app: Http, { sql, config }: Context): void {
  const readPass = createPassReader(config.JWT_KEYS_FILE)

  app.get(
    '/v1/followed-orders/:id',
    {
      schema: {
        tags: ['orders'],
        summary: 'Get an order that was not finished when its buyer withdrew',
        description: `The header \`${FOLLOW_TOKEN_HEADER}\` has the token of the withdrawal. To cancel or return, turn to the customer service.`,
        params: IdPath,
        headers: FollowTokenHeader,
        response: { 200: Order },
      },
      config: { problems: ['UNAVAILABLE', 'FOLLOW_TOKEN_INVALID', 'ORDER_NOT_FOUND'] },
    },
    async ({ headers, params }) => {
      const pass = await readPass(headers[FOLLOW_TOKEN_HEADER])
      const ids = RESOURCE.exec(pass?.resource ?? '')?.[1]?.split(',')
      if (!pass || !ids) throw problem('FOLLOW_TOKEN_INVALID')
      const { order } = await readOwnOrder(sql, pass.memberId, params.id)
      if (!ids.includes(String(order.id))) throw problem('ORDER_NOT_FOUND')
      return order
    },
  )
}
