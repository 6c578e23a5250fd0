import { outcomeOf } from '@munova/http-client'
import { viewOf } from '#lib/chat/inquiry-views.ts'
import { conversationActions, readConversation } from '#lib/server/conversation.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const ORDERS = 5

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const [talk, replies] = await Promise.all([
    readConversation(event),
    outcomeOf(event.locals.chat.GET('/v1/seller/canned-replies')),
  ])
  return {
    ...talk,
    orders: await ordersOf(event, talk.room.buyer?.id),
    // One can answer without them.
    replies: replies.ok ? replies.value.items : [],
  }
}

/** The last orders of the buyer with this seller; undefined when commerce-api does not answer. */
async function ordersOf({ locals }: Pick<RequestEvent, 'locals'>, buyerId: number | undefined) {
  if (buyerId === undefined) return []
  const query = { buyerId, limit: ORDERS }
  const found = await outcomeOf(locals.shop.GET('/v1/seller/orders', { params: { query } }))
  return found.ok
    ? found.value.items.map(({ id, number, placedAt, total, items }) => ({
        id,
        number,
        placedAt,
        total,
        items: items.map((item) => ({
          id: item.id,
          productName: item.productName,
          colorName: item.colorName,
          sizeMm: item.sizeMm,
          quantity: item.quantity,
          status: item.status,
        })),
      }))
    : undefined
}

export const actions: Actions = conversationActions(
  ({ params, url }) => `/seller/inbox/${params.room}?show=${viewOf(url.searchParams.get('show'))}`,
)
