import { won } from '#lib/format/won.ts'
import type { NotificationsText } from '#lib/text/ko/notifications.ts'
import type { Language } from '#lib/text/language.ts'
import type { Notification } from './signals.ts'

/** What a notification says; a kind that this page does not know yet is news. */
export function sentenceOf(
  { kind, data }: Notification,
  text: NotificationsText,
  language: Language,
): string {
  const kinds = text.kinds as Record<
    string,
    ((data: never, won: (amount: number) => string) => string) | undefined
  >
  return kinds[kind]?.(data as never, (amount) => won(amount, language)) ?? text.unknown
}
