import { channel, type Channel } from 'node:diagnostics_channel'

/**
 * The moments at which a crash hurts most: what is named has just happened, and what follows from it has not. Whoever
 * subscribes to `munova.commerce.<point>` of node:diagnostics_channel is called synchronously at each: tests kill the
 * process there, start it again and count the money; tracing may listen as well.
 */
export const faultPoints = [
  'place.claimed',
  'place.stored',
  'confirm.claimed',
  'confirm.begun',
  'confirm.charged',
  'confirm.applied',
  'cancel.stored',
  'return.requested',
  'return.accepted',
  'refund.sent',
  'refund.completed',
] as const
export type FaultPoint = (typeof faultPoints)[number]

export const channelOf = (point: FaultPoint) => `munova.commerce.${point}`

const channels = Object.fromEntries(faultPoints.map((point) => [point, channel(channelOf(point))])) as Record<
  FaultPoint,
  Channel
>

/** Announces that a point is reached. Without a subscriber it does nothing. */
export function faultPoint(point: FaultPoint): void {
  channels[point].publish({ point })
}
