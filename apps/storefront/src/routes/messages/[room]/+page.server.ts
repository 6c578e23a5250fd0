import { conversationActions, readConversation } from '#lib/server/conversation.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  requireMember(event)
  return readConversation(event)
}

export const actions: Actions = conversationActions(({ params }) => `/messages/${params.room}`)
