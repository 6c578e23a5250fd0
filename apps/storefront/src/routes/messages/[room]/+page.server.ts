import { randomUUID } from 'node:crypto'
import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const SHOWN = 50

export const load: PageServerLoad = async (event) => {
  const { params, url, locals } = event
  requireMember(event)
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

const path = ({ params }: RequestEvent) => ({ path: { id: pathId(params.room) } })

/** What the seller does to an inquiry. */
const change = (verb: 'close' | 'reopen') => async (event: RequestEvent) => {
  requireMember(event)
  const changed = await outcomeOf(
    event.locals.chat.POST(`/v1/inquiries/{id}/${verb}`, { params: path(event) }),
  )
  if (!changed.ok) return failWith(changed.problem, { text: '' })
  redirect(303, `/messages/${event.params.room}`)
}

export const actions: Actions = {
  /** Without script; with it messages go over the live connection. */
  send: async (event) => {
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
      event.locals.chat.POST('/v1/rooms/{id}/messages', { params: path(event), body }),
    )
    if (!sent.ok) return failWith(sent.problem, { text })
    redirect(303, `/messages/${event.params.room}#end`)
  },
  close: change('close'),
  reopen: change('reopen'),
}
