import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'

type Member = CommerceSchemas['Member']

/** Whoever asks, for pages of members only; guests sign in first and come back. */
export function requireMember({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Member {
  const { member } = locals.session
  if (member) return member
  redirect(303, `/sign-in?${new URLSearchParams({ back: url.pathname + url.search })}`)
}

/** Whoever asks, for pages of sellers or administrators; others are told that the page is not for them. */
export function requireRole(
  event: Pick<RequestEvent, 'locals' | 'url'>,
  ...roles: readonly Member['role'][]
): Member {
  const member = requireMember(event)
  if (!roles.includes(member.role)) error(403, { message: 'FORBIDDEN', code: 'FORBIDDEN' })
  return member
}
