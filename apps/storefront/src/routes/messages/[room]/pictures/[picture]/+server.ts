import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { RequestHandler } from './$types'

/** A picture stays at its signed address for so much shorter than that is valid. */
const MARGIN_MS = 30_000

/** Leads to the signed address of a picture in a room: images have the session's cookie, and no access token. */
export const GET: RequestHandler = async (event) => {
  requireMember(event)
  const { params, url, locals, setHeaders } = event
  const path = { id: pathId(params.room), pictureId: params.picture }
  const links = valueOrError(
    await outcomeOf(locals.chat.GET('/v1/rooms/{id}/pictures/{pictureId}', { params: { path } })),
  )
  const validMs = Date.parse(links.expiresAt) - Date.now() - MARGIN_MS
  setHeaders({ 'cache-control': `private, max-age=${Math.max(0, Math.floor(validMs / 1_000))}` })
  redirect(302, `/chat${url.searchParams.has('large') ? links.large : links.medium}`)
}
