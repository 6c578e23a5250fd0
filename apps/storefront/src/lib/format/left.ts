import type { SellerText } from '#lib/text/ko/seller.ts'

const MINUTE_MS = 60_000

/** How long it is until an instant, in its two largest units; undefined when it has passed. */
export function timeLeft(until: string, now: number, text: SellerText['left']): string | undefined {
  const minutes = Math.floor((Date.parse(until) - now) / MINUTE_MS)
  if (minutes < 0) return undefined
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return text.days(Math.floor(hours / 24), hours % 24)
  return hours > 0 ? text.hours(hours, minutes % 60) : text.minutes(minutes)
}
