import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { Sink } from '../delivery/room/subscription.ts'
import type { InboxSubscription } from '../inbox/inbox-subscription.ts'
import type { Inboxes } from '../inbox/inboxes.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'

/**
 * Opens the member's inbox on this connection, after the cursor `after` or from now on. The caller sends the result, then
 * starts the subscription. Throws ALREADY_SUBSCRIBED, CURSOR_INVALID and POSITION_LOST.
 */
export async function openInbox(
  inboxes: Inboxes,
  session: LiveSession,
  { after, sink }: OperationInput<'inbox'> & { sink: Sink },
): Promise<{ result: OperationResult<'inbox'>; subscription: InboxSubscription }> {
  session.reserveInbox()
  try {
    const subscription = await inboxes.subscribe({ memberId: session.memberId, after, sink })
    session.addInbox(subscription)
    return { result: { cursor: subscription.cursor }, subscription }
  } catch (error) {
    session.releaseInbox()
    throw error
  }
}
