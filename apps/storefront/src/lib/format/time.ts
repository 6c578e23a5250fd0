import type { SiteText } from '#lib/text/ko/site.ts'
import type { Language } from '#lib/text/language.ts'

/** Everywhere the time of Seoul, so that server and browser write the same. */
const timeZone = 'Asia/Seoul'
const locales = { ko: 'ko-KR', en: 'en-GB' } as const
const DAY_MS = 86_400_000

/** `2026.11.28(토)`, in English `28 Nov 2026`. */
export function date(instant: string | Date, language: Language): string {
  const at = new Date(instant)
  if (language === 'en')
    return at.toLocaleDateString('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' })
  const { year, month, day } = partsOf(at)
  const weekday = at.toLocaleDateString('ko-KR', { timeZone, weekday: 'short' })
  return `${year}.${month}.${day}(${weekday})`
}

/** `2026.11.28(토) 14:05`. */
export function dateTime(instant: string | Date, language: Language): string {
  const { hour, minute } = partsOf(new Date(instant))
  return `${date(instant, language)} ${hour}:${minute}`
}

/** `오후 2:05`. */
export const timeOfDay = (instant: string | Date, language: Language): string =>
  new Date(instant).toLocaleTimeString(locales[language], { timeZone, hour: 'numeric', minute: '2-digit' })

/** For lists: 방금 전 · 12분 전 · 오후 2:05 · 어제 · 11.28. */
export function shortTime(
  instant: string | Date,
  language: Language,
  { time }: SiteText,
  now = new Date(),
): string {
  const at = new Date(instant)
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return time.now
  if (minutes < 60) return time.minutes(minutes)
  if (dayOf(at) === dayOf(now)) return timeOfDay(at, language)
  if (dayOf(at) === dayOf(new Date(now.getTime() - DAY_MS))) return time.yesterday
  const { year, month, day } = partsOf(at)
  return year === partsOf(now).year ? `${month}.${day}` : `${year}.${month}.${day}`
}

const SEOUL_MS = 9 * 3_600_000

/** The number of the day in Seoul, which is always nine hours ahead: equal for the instants of one day. */
export const dayNumber = (instant: string): number => Math.floor((Date.parse(instant) + SEOUL_MS) / DAY_MS)

const dayOf = (at: Date) => at.toLocaleDateString('en-CA', { timeZone })

function partsOf(at: Date) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') }
}
