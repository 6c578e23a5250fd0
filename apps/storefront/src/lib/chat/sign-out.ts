import { forgetUnsent } from './unsent.ts'
import { channelOf, type Signal } from './signals.ts'

/** When the member signs out: all tabs of this browser end the connection, and nobody finds what was not sent. */
export function forgetMember(memberId: number): void {
  forgetUnsent()
  if (!globalThis.BroadcastChannel) return
  const channel = new BroadcastChannel(channelOf(memberId))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
  channel.postMessage({ to: 'end' } satisfies Signal)
  channel.close()
}
