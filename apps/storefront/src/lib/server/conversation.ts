import { randomUUID } from 'node:crypto'
import { redirect, type RequestEvent } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from './form.ts'
import { pathId } from './path-id.ts'
import { failWith, valueOrError } from './problems.ts'
import { requireMember } from './require-member.ts'

const SHOWN = 50

type RoomEvent = RequestEvent<{ room: string }>

/** What a page shows of the room in its path: the room, and a page of its log, which `before` of the address moves back. */
export async function readConversation({
  params,
  url,
  locals,
}: Pick<RoomEvent, 'params' | 'url' | 'locals'>) {
  const id = pathId(params.room)
  const before = Number(url.searchParams.get('before')) || undefined
  const path = { id }
  const query = { limit: SHOWN, ...(before && { before }) }
  const [found, history] = await Promise.all([
    outcomeOf(locals.chat.GET('/v1/rooms/{id}', { params: { path } })),
    outcomeOf(locals.chat.GET('/v1/rooms/{id}/messages', { params: { path, query } })),
  ])
  const room = valueOrError(found)
  const { items, nextCursor } = valueOrError(history)
  return {
    room: {
      id,
      kind: room.kind,
      status: room.status,
      title: room.title,
      buyer: room.buyer,
      product: room.product,
      memberCount: room.memberCount,
      ownerId: room.ownerId,
      lastSeq: room.lastSeq,
      readSeq: room.readSeq ?? 0,
      peerReadSeq: room.peerReadSeq,
      unread: room.unread,
    },
    entries: items,
    older: nextCursor,
    isNewestPage: before === undefined,
    /** Of the form without script: sending it twice stores one message. */
    messageId: randomUUID(),
  }
}

const pathOf = ({ params }: RoomEvent) => ({ path: { id: pathId(params.room) } })

/** What the forms of a conversation do without script: `send`, and `close` and `reopen` of a seller. Each leads back to its page. */
export const conversationActions = (pageOf: (event: RoomEvent) => string) => {
  const change = (verb: 'close' | 'reopen') => async (event: RoomEvent) => {
    requireMember(event)
    const changed = await outcomeOf(
      event.locals.chat.POST(`/v1/inquiries/{id}/${verb}`, { params: pathOf(event) }),
    )
    if (!changed.ok) return failWith(changed.problem, { text: '' })
    redirect(303, pageOf(event))
  }
  return {
    send: async (event: RoomEvent) => {
      requireMember(event)
      const form = await event.request.formData()
      // Browsers send line breaks of a field as CR LF.
      const text = textOf(form, 'text').replaceAll('\r\n', '\n')
      const body = {
        clientMessageId: textOf(form, 'messageId'),
        type: 'TEXT' as const,
        content: { text },
      }
      const sent = await outcomeOf(
        event.locals.chat.POST('/v1/rooms/{id}/messages', { params: pathOf(event), body }),
      )
      if (!sent.ok) return failWith(sent.problem, { text })
      redirect(303, `${pageOf(event)}#end`)
    },
    close: change('close'),
    reopen: change('reopen'),
  }
}
