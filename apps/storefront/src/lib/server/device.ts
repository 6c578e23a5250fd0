import { randomBytes } from 'node:crypto'
import type { CommerceSchemas } from '@munova/commerce-client'
import type { Cookies, RequestEvent } from '@sveltejs/kit'
import { keepToken } from './cookies.ts'
import { requestContext } from './request-context.ts'
import type { RequestContext } from './request-context.ts'

/** Shows commerce-api that somebody has signed in on this device before: failed attempts of others do not lock it out. */
const COOKIE = 'device'
/** The name of the device, by which its member tells sessions apart. */
const ID_COOKIE = 'device_id'
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

/**
 * Names this browser, as in `Chrome.Android.k3J9…`: signing in on it again replaces its session, and the list of sessions
 * shows what it is.
 */
export function deviceId(
  event: Pick<RequestEvent, 'request' | 'cookies' | 'url' | 'getClientAddress'>,
): string {
  const { isSecure } = requestContext(event)
  const known = event.cookies.get(ID_COOKIE)
  const id =
    known && /^[\w.-]{1,100}$/.test(known)
      ? known
      : `${kindOf(event.request.headers.get('user-agent') ?? '')}.${randomBytes(12).toString('base64url')}`
  keepToken(event.cookies, ID_COOKIE, id, { maxAge: MAX_AGE_SECONDS, isSecure })
  return id
}

/** By what a browser says of itself; the first that fits, since each names those it descends from as well. */
const browsers = [
  ['Edge', /Edg/],
  ['Whale', /Whale\//],
  ['Samsung', /SamsungBrowser\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Safari\//],
] as const
const systems = [
  ['iOS', /iPhone|iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const

function kindOf(userAgent: string): string {
  const [browser, system] = [browsers, systems].map(
    (kinds) => kinds.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'other',
  )
  return `${browser}.${system}`
}
