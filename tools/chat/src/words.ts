import type { Room, RoomEvent } from '@munova/chat-contract'

/**
 * What others wrote goes to a terminal: control characters would be obeyed, and marks of writing direction would
 * reorder the line. A line break stays a line break, below its message.
 */
export function safe(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('\n', '\n      ')
}

/** One entry of the log: `09:41 민지: 250 있나요?` */
export function entryLine(event: RoomEvent): string {
  const time = timeOf(event.sentAt)
  const name = safe(event.senderName)
  return event.event === 'message' ? `${time} ${name}: ${contentOf(event)}` : `${time} · ${changeOf(event)}`
}

export function roomTitle(room: Room): string {
  const buyer = room.buyer ? ` (${safe(room.buyer.name)})` : ''
  return `${safe(room.title)}${buyer}${room.status === 'CLOSED' ? ', closed' : ''}`
}

export function roomLine(room: Room): string {
  const unread = room.unread > 0 ? `  ${room.unread} unread` : ''
  return `${room.id}  ${roomTitle(room)}${unread}`
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** The time of day; with the date when it was another day. */
function timeOf(instant: string): string {
  const at = new Date(instant)
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday ? time : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}

function contentOf(event: Extract<RoomEvent, { event: 'message' }>): string {
  switch (event.type) {
    case 'TEXT':
      return safe(event.content.text)
    case 'IMAGE':
      return `[image] ${safe(event.content.url)}`
    case 'PRODUCT': {
      const { productId, name, price } = event.content
      return `[product ${productId}] ${safe(name)}, ${price.toLocaleString('en')} won`
    }
    case 'ORDER': {
      const { number, title, items, total, status } = event.content
      const others = items > 1 ? ` and ${items - 1} more` : ''
      const won = total === null ? '' : `, ${total.toLocaleString('en')} won`
      return `[order ${safe(number)}] ${safe(title)}${others}${won}, ${status.toLowerCase()}`
    }
  }
}

function changeOf(event: Exclude<RoomEvent, { event: 'message' }>): string {
  const name = safe(event.senderName)
  switch (event.event) {
    case 'member.joined':
      return `${safe(event.content.name)} joined`
    case 'member.left':
      return event.content.reason === 'LEFT' ? `${name} left` : `${name} removed a member`
    case 'room.updated':
      return event.content.status === 'OPEN' ? `${name} reopened the room` : `${name} changed the room`
    case 'room.closed':
      return `${name} closed the room`
  }
}
