import type { Room, RoomEntry } from '@munova/chat-contract'

/**
 * Text of other members without control characters, which the terminal would execute, and without bidirectional marks,
 * which would reorder the line. Further lines are indented.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('\n', '\n      ')
}

/** One entry of the log: `09:41 민지: 250 있나요?` */
export function entryLine(event: RoomEntry): string {
  const time = timeOf(event.sentAt)
  const name = nameOf(event.senderName)
  return event.event === 'message'
    ? `${time} ${name}: ${formatContent(event)}`
    : `${time} · ${formatChange(event)}`
}

export function roomTitle(room: Room): string {
  const buyer = room.buyer ? ` (${nameOf(room.buyer.name)})` : ''
  return `${printable(room.title)}${buyer}${room.status === 'CLOSED' ? ', closed' : ''}`
}

export function roomLine(room: Room): string {
  const unread = room.unread > 0 ? `  ${room.unread} unread` : ''
  return `${room.id}  ${roomTitle(room)}${unread}`
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function nameOf(name: string | null): string {
  return name === null ? 'a former member' : printable(name)
}

/** The local time of day; with the date if it is not today. */
function timeOf(instant: string): string {
  const at = new Date(instant)
  const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday
    ? time
    : `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0')
}

function formatContent(event: Extract<RoomEntry, { event: 'message' }>): string {
  switch (event.type) {
    case 'TEXT':
      return printable(event.content.text)
    case 'IMAGE':
      return `[image] ${printable(event.content.url)}`
    case 'PRODUCT': {
      const { productId, name, price } = event.content
      return `[product ${productId}] ${printable(name)}, ${price.toLocaleString('en')} won`
    }
    case 'ORDER': {
      const { number, title, items, total, status } = event.content
      const more = items > 1 ? ` and ${items - 1} more` : ''
      const amount = total === null ? '' : `, ${total.toLocaleString('en')} won`
      return `[order ${printable(number)}] ${printable(title)}${more}${amount}, ${status.toLowerCase()}`
    }
  }
}

function formatChange(event: Exclude<RoomEntry, { event: 'message' }>): string {
  const name = nameOf(event.senderName)
  switch (event.event) {
    case 'member.joined':
      return `${nameOf(event.content.name)} joined`
    case 'member.left':
      return event.content.reason === 'LEFT' ? `${name} left` : `${name} removed a member`
    case 'room.updated':
      return event.content.status === 'OPEN' ? `${name} reopened the room` : `${name} changed the room`
    case 'room.closed':
      return `${name} closed the room`
    case 'room.deleted':
      return `${name} deleted the group`
  }
}
