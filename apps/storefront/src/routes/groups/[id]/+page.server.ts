import { redirect } from '@sveltejs/kit'
import { type Outcome, outcomeOf } from '@munova/http-client'
import { groupOf } from '#lib/chat/groups.ts'
import { textOf } from '#lib/server/form.ts'
import { groupFrom } from '#lib/server/group-form.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const MEMBERS = 50

export const load: PageServerLoad = async (event) => {
  const { chat, session } = event.locals
  const path = { id: pathId(event.params.id) }
  const room = valueOrError(await outcomeOf(chat.GET('/v1/groups/{id}', { params: { path } })))
  const isMine = room.readSeq !== null
  const isOwner = room.ownerId === session.member?.id
  const cursor = event.url.searchParams.get('members')
  const query = { limit: MEMBERS, ...(cursor && { cursor }) }
  const [members, removed] = await Promise.all([
    isMine ? outcomeOf(chat.GET('/v1/groups/{id}/members', { params: { path, query } })) : undefined,
    isOwner ? outcomeOf(chat.GET('/v1/groups/{id}/removed-members', { params: { path } })) : undefined,
  ])
  return {
    group: { ...groupOf(room), historyVisibility: room.historyVisibility, isOwner },
    members: members && valueOrError(members),
    removed: removed ? valueOrError(removed).items : [],
  }
}

type Change = (
  chat: RequestEvent['locals']['chat'],
  group: { params: { path: { id: number } } },
  form: FormData,
) => Promise<Outcome<unknown>>

/** An act that shows the page again, or says on it why it failed. */
const act =
  (change: Change, to: (id: string) => string = (id) => `/groups/${id}`) =>
  async (event: RequestEvent) => {
    requireMember(event)
    const { params, locals, request } = event
    const group = { params: { path: { id: pathId(params.id) } } }
    const changed = await change(locals.chat, group, await request.formData())
    if (!changed.ok) return failWith(changed.problem, { group: undefined })
    redirect(303, to(params.id))
  }

const withMember = ({ params: { path } }: Parameters<Change>[1], form: FormData) => ({
  params: { path: { ...path, memberId: Number(textOf(form, 'memberId')) } },
})

export const actions: Actions = {
  join: act(
    (chat, group) => outcomeOf(chat.POST('/v1/groups/{id}/join', group)),
    (id) => `/messages/${id}`,
  ),
  leave: act(
    (chat, group) => outcomeOf(chat.POST('/v1/groups/{id}/leave', group)),
    () => '/groups',
  ),
  save: async (event) => {
    requireMember(event)
    const entered = groupFrom(await event.request.formData())
    const path = { id: pathId(event.params.id) }
    const saved = await outcomeOf(
      event.locals.chat.PATCH('/v1/groups/{id}', { params: { path }, body: entered }),
    )
    if (!saved.ok) return failWith(saved.problem, { group: entered })
    return { isSaved: true }
  },
  remove: act((chat, group, form) =>
    outcomeOf(chat.DELETE('/v1/groups/{id}/members/{memberId}', withMember(group, form))),
  ),
  transfer: act((chat, group, form) =>
    outcomeOf(
      chat.POST('/v1/groups/{id}/transfer', {
        ...group,
        body: { memberId: Number(textOf(form, 'memberId')) },
      }),
    ),
  ),
  allow: act((chat, group, form) =>
    outcomeOf(chat.DELETE('/v1/groups/{id}/removed-members/{memberId}', withMember(group, form))),
  ),
  close: act((chat, group) => outcomeOf(chat.POST('/v1/groups/{id}/close', group))),
  reopen: act((chat, group) => outcomeOf(chat.POST('/v1/groups/{id}/reopen', group))),
  delete: act(
    (chat, group) => outcomeOf(chat.DELETE('/v1/groups/{id}', group)),
    () => '/groups',
  ),
}
