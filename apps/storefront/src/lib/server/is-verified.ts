import type { RequestEvent } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { forgetAccess } from './session.ts'

/** Whether the member's address is verified by now; the session knows it as of its last refresh. */
export async function isVerified({
  locals,
  cookies,
}: Pick<RequestEvent, 'locals' | 'cookies'>): Promise<boolean> {
  if (locals.session.member?.emailVerified) return true
  const me = await outcomeOf(locals.shop.GET('/v1/me'))
  if (!me.ok || !me.value.emailVerified) return false
  forgetAccess(cookies)
  return true
}
