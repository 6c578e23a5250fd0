import type { CommerceSchemas } from '@munova/commerce-client'
import type { Cookies } from '@sveltejs/kit'
import { keepToken } from './cookies.ts'

/** What shows the unfinished orders of a member who has left: `<until>~<ids>~<token>`. */
const COOKIE = 'followed'
/** Orders shown; the newest. The token names more, and a cookie has 4 KB. */
const SHOWN = 20

export interface Followed {
  until: string
  ids: number[]
  token: string
}

export function keepFollowed(
  cookies: Cookies,
  { token, until, orders }: CommerceSchemas['FollowedOrders'],
  { isSecure }: { isSecure: boolean },
): void {
  const ids = orders.slice(0, SHOWN).map(({ id }) => id)
  const maxAge = Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 1000))
  keepToken(cookies, COOKIE, `${Date.parse(until)}~${ids.join('.')}~${token}`, { maxAge, isSecure })
}

export function followedOf(cookies: Cookies): Followed | undefined {
  const [, until, ids = '', token = ''] = /^(\d{13})~([\d.]+)~(.+)$/.exec(cookies.get(COOKIE) ?? '') ?? []
  if (until === undefined) return undefined
  return { until: new Date(Number(until)).toISOString(), ids: ids.split('.').map(Number), token }
}
