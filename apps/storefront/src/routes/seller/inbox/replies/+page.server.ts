import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad } from './$types'

const HERE = '/seller/inbox/replies'
const PATH = '/v1/seller/canned-replies/{shortcut}'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const list = await outcomeOf(event.locals.chat.GET('/v1/seller/canned-replies'))
  return { replies: valueOrError(list).items }
}

export const actions: Actions = {
  /** Adds a reply, or replaces the one with its shortcut. */
  save: async (event) => {
    requireRole(event, 'SELLER')
    const form = await event.request.formData()
    const shortcut = textOf(form, 'shortcut').trim().replace(/^\//, '')
    const text = textOf(form, 'text').replaceAll('\r\n', '\n')
    const entered = { shortcut, text }
    const params = { path: { shortcut } }
    const saved = await outcomeOf(event.locals.chat.PUT(PATH, { params, body: { text } }))
    if (!saved.ok) return failWith(saved.problem, entered)
    redirect(303, HERE)
  },
  remove: async (event) => {
    requireRole(event, 'SELLER')
    const shortcut = textOf(await event.request.formData(), 'shortcut')
    const removed = await outcomeOf(event.locals.chat.DELETE(PATH, { params: { path: { shortcut } } }))
    // One that is gone already is gone.
    if (!removed.ok && removed.problem.code !== 'CANNED_REPLY_NOT_FOUND')
      return failWith(removed.problem, { shortcut: '', text: '' })
    redirect(303, HERE)
  },
}
