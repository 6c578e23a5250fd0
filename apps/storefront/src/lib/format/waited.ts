import type { InboxText } from '#lib/text/ko/inbox.ts'

/** How long somebody has waited, in the largest whole unit: 12분째 기다림. */
export function waited(since: string, now: number, text: InboxText['waited']): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000)
  if (minutes < 1) return text.now
  if (minutes < 60) return text.minutes(minutes)
  return minutes < 24 * 60 ? text.hours(Math.floor(minutes / 60)) : text.days(Math.floor(minutes / (24 * 60)))
}
