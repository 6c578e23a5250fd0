import type { Cookies, RequestEvent } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { dropToken, keepToken } from './cookies.ts'
import { requestContext } from './request-context.ts'

/** What a waiting room admits to. */
export interface Resource {
  kind: 'coupon-campaign' | 'product'
  id: number
}
type Event = Pick<RequestEvent, 'request' | 'cookies' | 'locals' | 'url' | 'getClientAddress'>
type Ticket = CommerceSchemas['WaitingTicket']

/** A pass is kept until it expires. */
const cookieOf = ({ kind, id }: Resource) => `pass-${kind}-${id}`

/** The header with the pass of this browser, if there is one. */
export function passHeader(cookies: Cookies, resource: Resource): { 'x-waiting-pass'?: string } {
  const pass = cookies.get(cookieOf(resource))
  return pass ? { 'x-waiting-pass': pass } : {}
}

/** The first of these products of which this browser has a pass: a request carries one. */
export const passedProduct = (cookies: Cookies, productIds: readonly number[]): Resource | undefined =>
  productIds
    .map((id): Resource => ({ kind: 'product', id }))
    .find((resource) => cookies.get(cookieOf(resource)) !== undefined)

export function dropPass(event: Event, resource: Resource): void {
  dropToken(event.cookies, cookieOf(resource), requestContext(event))
}

/** The member's ticket, which stays the same until its turn is over; its pass is kept. */
export async function takeTicket(event: Event, resource: Resource): Promise<Outcome<Ticket>> {
  const taken = await outcomeOf(
    event.locals.shop.POST('/v1/waiting-rooms/{kind}/{id}/tickets', { params: { path: resource } }),
  )
  if (taken.ok) {
    const { pass, expiresAt } = taken.value
    const maxAge = Math.max(1, Math.floor((Date.parse(expiresAt) - Date.now()) / 1000))
    keepToken(event.cookies, cookieOf(resource), pass, { maxAge, ...requestContext(event) })
  }
  return taken
}

/** How far the queue is, if this browser has a ticket. */
export async function ticketOf(event: Event, resource: Resource) {
  if (event.cookies.get(cookieOf(resource)) === undefined) return undefined
  const taken = await takeTicket(event, resource)
  if (!taken.ok) return undefined
  const { position, waitMs, expiresAt } = taken.value
  return { position, waitMs, useMs: Math.max(0, Date.parse(expiresAt) - Date.now()) }
}

/** The waiting room before a resource, when it is open, and how long until it gives tickets; undefined without one. */
export async function roomOf({ locals }: { locals: Pick<App.Locals, 'shop'> }, resource: Resource) {
  const found = await outcomeOf(
    locals.shop.GET('/v1/waiting-rooms/{kind}/{id}', { params: { path: resource } }),
  )
  if (!found.ok) return undefined
  const { verifiedOnly, ticketsFrom, opensAt, closesAt } = found.value
  if (Date.parse(closesAt) <= Date.now()) return undefined
  const ticketsInMs = Math.max(0, Date.parse(ticketsFrom) - Date.now())
  return { verifiedOnly, opensAt, closesAt, ticketsInMs }
}
