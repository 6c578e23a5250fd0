import { channel, type Channel } from 'node:diagnostics_channel'

/**
 * Fault-injection points: the moments at which a crash is most dangerous, since one step is done and the next is not. Each
 * is a channel `munova.commerce.<point>` of node:diagnostics_channel, whose subscribers are called synchronously. Tests kill
 * the process there, start it again and count the money; tracing can subscribe too.
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

/** Reports that a point is reached. Does nothing without a subscriber. */
export function faultPoint(point: FaultPoint): void {
  channels[point].publish({ point })
}
