import { createHash } from 'node:crypto'
import { commerceClient, type CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { COMMERCE_API_URL } from '$app/env/private'
import type { Cookies } from '@sveltejs/kit'
import { dropToken, keepToken } from './cookies.ts'
import { forwardedHeaders, type RequestContext } from './request-context.ts'

/** Who is signed in, and the access token, which never leaves this process but to the page's own scripts. */
export interface Session {
  member: CommerceSchemas['Member'] | undefined
  accessToken: string | undefined
  /** Milliseconds since the epoch at which the access token ends. */
  expiresAt: number
  /** Why somebody who was signed in is not: the session ended, or commerce-api does not answer. */
  lost?: 'ENDED' | 'UNAVAILABLE'
}

export const guest: Session = { member: undefined, accessToken: undefined, expiresAt: 0 }

/** The refresh token. */
const COOKIE = 'session'
/** Lifetime of the cookie; commerce-api ends sessions earlier. */
const MAX_AGE_SECONDS = 90 * 24 * 60 * 60
/** An access token is renewed when it ends within this time. */
const RENEW_BEFORE_MS = 60_000
/** Sessions remembered at most, some kilobytes each; a forgotten one is refreshed at its next request. */
const MAX_KNOWN = 10_000

interface Known {
  session: Session
  refreshToken: string
  /** When the refresh token was given, in milliseconds since the epoch. */
  since: number
}

/**
 * A token that was replaced leads to its successor for so long, as in commerce-api: requests of one page may be under way with it.
 * Later uses are commerce-api's to judge, as those of a thief.
 */
const FOLLOW_MS = 10_000

/** By the hash of a refresh token, its own or the one before, the newest last. */
const known = new Map<string, Known>()
/** Refreshes under way, so that parallel requests of one browser refresh once. */
const refreshing = new Map<string, Promise<Known | 'ENDED' | 'UNAVAILABLE'>>()

/** The session of a request. Refreshes when needed, and then sets the cookie. */
export async function readSession(cookies: Cookies, context: RequestContext): Promise<Session> {
  const token = cookies.get(COOKIE)
  if (!token) return guest
  const key = hash(token)
  const found = lookUp(token, key)
  if (found && found.session.expiresAt - Date.now() > RENEW_BEFORE_MS) {
    if (found.refreshToken !== token) setCookie(cookies, found.refreshToken, context)
    return found.session
  }
  const refreshed = await refreshOnce(found?.refreshToken ?? token, key, context)
  if (refreshed === 'UNAVAILABLE') return { ...guest, lost: 'UNAVAILABLE' }
  if (refreshed === 'ENDED') {
    endSession(cookies, context)
    return { ...guest, lost: 'ENDED' }
  }
  setCookie(cookies, refreshed.refreshToken, context)
  return refreshed.session
}

/** After a sign-in, sign-up or change of password. */
export function beginSession(
  cookies: Cookies,
  signedIn: CommerceSchemas['SignedIn'],
  context: RequestContext,
): Session {
  const entry = remember(signedIn, signedIn.refreshToken)
  setCookie(cookies, signedIn.refreshToken, context)
  return entry.session
}

/** Forgets the session here; signing out of commerce-api is up to the caller. */
export function endSession(cookies: Cookies, context: RequestContext): string | undefined {
  const token = cookies.get(COOKIE)
  if (token) {
    forgetSession(known.get(hash(token)))
    // A refresh that is under way would bring it back.
    void refreshing.get(hash(token))?.then(forgetSession)
  }
  dropToken(cookies, COOKIE, context)
  return token
}

/** The next request of this session asks commerce-api again: its access token was rejected, or who it belongs to has changed. */
export function forgetAccess(cookies: Cookies): void {
  const entry = known.get(hash(cookies.get(COOKIE) ?? ''))
  if (entry) entry.session = { ...entry.session, expiresAt: 0 }
}

function refreshOnce(token: string, key: string, context: RequestContext) {
  const running = refreshing.get(key)
  if (running) return running
  const started = refresh(token, context).finally(() => refreshing.delete(key))
  refreshing.set(key, started)
  return started
}

async function refresh(
  refreshToken: string,
  context: RequestContext,
): Promise<Known | 'ENDED' | 'UNAVAILABLE'> {
  const api = commerceClient({ baseUrl: COMMERCE_API_URL, headers: forwardedHeaders(context) })
  const outcome = await outcomeOf(api.POST('/v1/auth/refresh', { body: { refreshToken } }))
  if (!outcome.ok) return outcome.problem.status === 401 ? 'ENDED' : 'UNAVAILABLE'
  const entry = remember(outcome.value, outcome.value.refreshToken ?? refreshToken)
  // Requests that were under way with the token before lead here too.
  known.set(hash(refreshToken), entry)
  return entry
}

function lookUp(token: string, key: string): Known | undefined {
  const entry = known.get(key)
  const isFollowed = entry && (entry.refreshToken === token || Date.now() <= entry.since + FOLLOW_MS)
  if (isFollowed) return entry
  known.delete(key)
  return undefined
}

/** With the tokens that lead to it. */
function forgetSession(entry: Known | string | undefined): void {
  for (const [key, each] of known) if (each === entry) known.delete(key)
}

function remember(tokens: CommerceSchemas['Refreshed'], refreshToken: string): Known {
  const { member, accessToken, expiresIn } = tokens
  const since = Date.now()
  const entry: Known = {
    session: { member, accessToken, expiresAt: since + expiresIn * 1000 },
    refreshToken,
    since,
  }
  known.set(hash(refreshToken), entry)
  for (const key of known.keys()) {
    if (known.size <= MAX_KNOWN) break
    known.delete(key)
  }
  return entry
}

function setCookie(cookies: Cookies, token: string, { isSecure }: RequestContext): void {
  keepToken(cookies, COOKIE, token, { maxAge: MAX_AGE_SECONDS, isSecure })
}

const hash = (token: string) => createHash('sha256').update(token).digest('base64')
