import type { CommerceConfig } from '../../config.ts'
import { problem } from '../../problems.ts'

const DAY_MS = 24 * 60 * 60_000

/** Time is only ever added, and not for ever: throws NOT_EXTENDABLE with the bounds. */
export function requireLater(
  until: string,
  current: string | null,
  { EXTENSION_MAX_DAYS }: Pick<CommerceConfig, 'EXTENSION_MAX_DAYS'>,
): void {
  const now = Date.now()
  const from = new Date(Math.max(now, Date.parse(current ?? '') || 0))
  const latest = new Date(now + EXTENSION_MAX_DAYS * DAY_MS)
  const at = Date.parse(until)
  if (at <= from.getTime() || at > latest.getTime())
    throw problem('NOT_EXTENDABLE', { detail: 'between', from, until: latest })
}
