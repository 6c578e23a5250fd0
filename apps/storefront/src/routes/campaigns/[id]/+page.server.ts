import { redirect } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { isVerified } from '#lib/server/is-verified.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireMember } from '#lib/server/require-member.ts'
import {
  dropPass,
  passHeader,
  type Resource,
  roomOf,
  takeTicket,
  ticketOf,
} from '#lib/server/waiting-pass.ts'
import type { Actions, PageServerLoad } from './$types'

const resourceOf = (id: string): Resource => ({ kind: 'coupon-campaign', id: pathId(id) })

export const load: PageServerLoad = async (event) => {
  requireMember(event)
  const resource = resourceOf(event.params.id)
  const path = { id: resource.id }
  const [found, room] = await Promise.all([
    outcomeOf(event.locals.shop.GET('/v1/coupons/campaigns/{id}', { params: { path } })),
    roomOf(event, resource),
  ])
  const campaign = valueOrError(found)
  const now = Date.now()
  return {
    campaign,
    room,
    ticket: room && !campaign.isMine ? await ticketOf(event, resource) : undefined,
    startsInMs: Math.max(0, Date.parse(campaign.startsAt) - now),
    isOver: Date.parse(campaign.endsAt) <= now,
    isBarred: campaign.verifiedOnly && !campaign.isMine && !(await isVerified(event)),
  }
}

export const actions: Actions = {
  /** The coupon, or the place in the queue for it. Sent again, it is the same. */
  default: async (event) => {
    requireMember(event)
    const resource = resourceOf(event.params.id)
    const here = `/campaigns/${resource.id}`
    const issued = await outcomeOf(
      event.locals.shop.POST('/v1/coupons/campaigns/{id}/issue', {
        params: { path: { id: resource.id } },
        headers: passHeader(event.cookies, resource),
      }),
    )
    if (issued.ok || issued.problem.code === 'COUPON_ALREADY_ISSUED') {
      dropPass(event, resource)
      redirect(303, here)
    }
    if (issued.problem.code === 'PASS_EARLY') redirect(303, here)
    if (issued.problem.code !== 'PASS_NEEDED') return failWith(issued.problem, {})
    const ticket = await takeTicket(event, resource)
    if (!ticket.ok) return failWith(ticket.problem, {})
    redirect(303, here)
  },
}
