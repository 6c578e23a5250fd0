import { endTabs } from '#lib/tabs/channel.ts'
import { forgetUnsent } from './unsent.ts'

/** When the member signs out: all tabs of this browser end their connections, and nobody finds what was not sent. */
export function forgetMember(memberId: number): void {
  forgetUnsent()
  endTabs(memberId)
}
