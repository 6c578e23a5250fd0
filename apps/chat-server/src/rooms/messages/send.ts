import { type OperationInput, type OperationResult, texts } from '@munova/chat-contract'
import type { RoomLog } from '../../log/room-log.ts'
import { problem } from '../../problems.ts'

/** How much of a message a room list shows, in UTF-16 code units. */
const PREVIEW_LENGTH = 60
const noCard = { productId: null, orderId: null, pictureId: null }

/**
 * Stores a message. Resolves after the commit, and with the same seq however often it is repeated. Calls `append` before
 * its first await, so that the sends of a connection keep their order.
 */
export async function sendMessage(
  roomLog: RoomLog,
  senderId: number,
  input: OperationInput<'send'>,
): Promise<OperationResult<'send'>> {
  const appended = await roomLog.append({
    roomId: input.roomId,
    senderId,
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
      return {
        type: input.type,
        content,
        preview: texts.imagePreview,
        ...noCard,
        pictureId: 'pictureId' in input.content ? input.content.pictureId : null,
      }
    case 'PRODUCT':
      return { type: input.type, content, preview: null, ...noCard, productId: input.content.productId }
    case 'ORDER':
      return { type: input.type, content, preview: null, ...noCard, orderId: input.content.orderId }
  }
}

/** Never splits a surrogate pair. */
function shorten(text: string): string {
  if (text.length <= PREVIEW_LENGTH) return text
  return `${text.slice(0, PREVIEW_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…`
}
