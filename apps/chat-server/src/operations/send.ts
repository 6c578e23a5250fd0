import { texts, type OperationResult, type OperationInput } from '@munova/chat-contract'
import { problem } from '../problems.ts'
import type { RoomLog } from '../log/room-log.ts'
import type { Session } from '../sessions/session.ts'

/** As much of a message as a room list shows, in UTF-16 code units. */
const PREVIEW_LENGTH = 60
const noCard = { productId: null, orderId: null }

/**
 * Answered once the message is stored, and with the same seq however often it is repeated. Reaches the append queue in
 * the same turn, so that a connection's sends keep their order.
 */
export async function send(
  roomLog: RoomLog,
  session: Session,
  input: OperationInput<'send'>,
): Promise<OperationResult<'send'>> {
  session.spendSend()
  const appended = await roomLog.append({
    roomId: input.roomId,
    senderId: session.memberId,
    clientMessageId: input.clientMessageId,
    replyTo: input.replyTo ?? null,
    ...contentOf(input),
  })
  if (appended.outcome !== 'STORED' && appended.outcome !== 'DUPLICATE') throw problem(appended.outcome)
  return { roomId: input.roomId, seq: appended.seq, sentAt: appended.sentAt.toISOString() }
}

function contentOf(input: OperationInput<'send'>) {
  const content = JSON.stringify(input.content)
  switch (input.type) {
    case 'TEXT':
      return { type: input.type, content, preview: shorten(input.content.text), ...noCard }
    case 'IMAGE':
      return { type: input.type, content, preview: texts.imagePreview, ...noCard }
    case 'PRODUCT':
      return { type: input.type, content, preview: null, ...noCard, productId: input.content.productId }
    case 'ORDER':
      return { type: input.type, content, preview: null, ...noCard, orderId: input.content.orderId }
  }
}

/** Never ends in half of a surrogate pair. */
function shorten(text: string): string {
  if (text.length <= PREVIEW_LENGTH) return text
  return `${text.slice(0, PREVIEW_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…`
}
