import type { ChatSchemas } from '@munova/chat-client/http'

/** An entry of a room's log: a message, or a change of the room. */
export type Entry = ChatSchemas['RoomEntry']
export type Message = Extract<Entry, { event: 'message' }>

/** What is sent of a message: as the contract has it, without the card that the server adds. */
export type Content =
  { type: 'TEXT'; content: { text: string } } | { type: 'IMAGE'; content: { pictureId: string } }

/** Longest text, in UTF-16 code units (chat-contract, `maxTextLength`). */
export const MAX_TEXT = 4_000

type TextPart = { text: string; href?: string }

const LINK = /https?:\/\/[^\s<>"'`]+/gi
/** What ends a sentence, or closes a bracket that was opened before the link, is no part of it. */
const AFTER_LINK = /[.,:;!?)\]}…。、」』]+$/

/** A text in parts, of which those with `href` are addresses of the web: nothing else becomes a link. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(AFTER_LINK, '')
    const url = URL.parse(shown)
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index) })
    parts.push({ text: shown, href: url.href })
    end = match.index + shown.length
  }
  if (end < text.length) parts.push({ text: text.slice(end) })
  return parts
}
