/** How a live connection of the browser is; `signedOut` and `ended` are final. */
export type ConnectionState = 'connecting' | 'live' | 'waiting' | 'offline' | 'signedOut' | 'ended'

/** What the tabs of a browser share a connection for. */
const purposes = ['chat', 'notifications'] as const
export type Purpose = (typeof purposes)[number]

/** Names the lock and the BroadcastChannel of a member's tabs. */
export const channelOf = (purpose: Purpose, memberId: number) => `munova-${purpose}-${memberId}`

/** What tabs tell each other. */
export type Signal<Request, News> =
  { to: 'leader'; request: Request } | { to: 'all'; news: News } | { to: 'end' }

/** When the member signs out: all tabs of this browser end their connections. */
export function endTabs(memberId: number): void {
  if (!globalThis.BroadcastChannel) return
  for (const purpose of purposes) {
    const channel = new BroadcastChannel(channelOf(purpose, memberId))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
    channel.postMessage({ to: 'end' } satisfies Signal<never, never>)
    channel.close()
  }
}

/** Whether tabs can elect one of them; not on a page that is not served over HTTPS. */
export const canShare = (): boolean =>
  navigator.locks !== undefined && globalThis.BroadcastChannel !== undefined
