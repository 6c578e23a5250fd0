import type { CommerceSchemas } from '@munova/commerce-client'
import type { Cookies } from '@sveltejs/kit'
import { keepToken } from './cookies.ts'
import type { RequestContext } from './session.ts'

/** Shows commerce-api that somebody has signed in on this device before: failed attempts of others do not lock it out. */
const COOKIE = 'device'
const MAX_AGE_SECONDS = 365 * 24 * 60 * 60

export function deviceOf(cookies: Cookies): Record<string, string> {
  const token = cookies.get(COOKIE)
  return token ? { cookie: `device_token=${token}` } : {}
}

export function keepDevice(
  cookies: Cookies,
  { deviceToken }: Pick<CommerceSchemas['SignedInOnDevice'], 'deviceToken'>,
  { isSecure }: RequestContext,
): void {
  keepToken(cookies, COOKIE, deviceToken, { maxAge: MAX_AGE_SECONDS, isSecure })
}
