import type { Entry } from '#lib/chat/entries.ts'
import type { ChatText } from '#lib/text/ko/chat.ts'

/** A change of the room, as a line between its messages. */
export function changeText(
  entry: Exclude<Entry, { event: 'message' }>,
  sender: string,
  { entry: text, rooms }: ChatText,
): string {
  switch (entry.event) {
    case 'member.joined':
      return text.joined(entry.content.name ?? rooms.withdrawn)
    case 'member.left':
      return entry.content.reason === 'REMOVED' ? text.removed : text.left(sender)
    case 'room.closed':
      return text.closed
    case 'room.deleted':
      return text.deleted
    case 'room.updated': {
      const { title, ownerId, status } = entry.content
      if (status) return text.reopened
      if (title !== undefined) return text.renamed(title)
      return ownerId === undefined ? text.changed : text.newOwner
    }
    default:
      return text.unknown
  }
}
