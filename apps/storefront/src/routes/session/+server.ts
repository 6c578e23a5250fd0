import { json } from '@sveltejs/kit'
import type { RequestHandler } from './$types'

/**
 * The access token for the page's own scripts: the chat and the stream of notifications need it. They keep it in memory only. Other
 * origins cannot read the answer.
 */
export const GET: RequestHandler = ({ locals }) => {
  const { accessToken, expiresAt, lost, member } = locals.session
  const headers = { 'cache-control': 'no-store' }
  if (lost === 'UNAVAILABLE') return json({ code: 'UNAVAILABLE' }, { status: 503, headers })
  if (!accessToken || !member) return json({ code: 'UNAUTHENTICATED' }, { status: 401, headers })
  return json({ accessToken, expiresInMs: expiresAt - Date.now(), memberId: member.id }, { headers })
}
