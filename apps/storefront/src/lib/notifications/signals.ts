import type { CommerceSchemas } from '@munova/commerce-client'
import type { TabNews } from '#lib/tabs/tabs.ts'

export type Notification = CommerceSchemas['Notification']

/** What a tab asks of the one that has the stream: how it is, and how many are unread. */
export interface Request {
  kind: 'want'
}

/** What the tab with the stream tells all tabs. */
export type News =
  TabNews | { kind: 'unread'; unread: number } | { kind: 'notification'; notification: Notification }
