/*
 * A few fields out of frames of the WebSocket JSON transport, by bytes: parsing a thousand copies of each message would
 * measure the load tool. The server writes its own fields before anything that a member has written.
 */

/** `"seq":` */
const SEQ = [0x22, 0x73, 0x65, 0x71, 0x22, 0x3a] as const
const ZERO = 0x30
const NINE = 0x39
/** `{"id":` is an answer, `{"event":` is a push: the third byte tells. */
const ANSWER_MARK = 0x69
const ID_AT = 6
const CLIENT_MESSAGE_ID = Buffer.from('"clientMessageId":"')
const UUID_LENGTH = 36
const COMMA = 0x2c
const OK_MARK = 0x6f

export function isAnswer(frame: Buffer): boolean {
  return frame[2] === ANSWER_MARK
}

/** Which request an answer is for (-1: the server could not read its id), and whether it was done. */
export function readAnswer(frame: Buffer): { id: number; ok: boolean } {
  const id = digitsAt(frame, ID_AT)
  const comma = frame.indexOf(COMMA, ID_AT)
  // `,"ok":` or `,"error":`
  return { id, ok: frame[comma + 2] === OK_MARK }
}

/** The seq of an answer or an event; -1 when it has none. */
export function seqOf(frame: Buffer): number {
  const last = frame.length - SEQ.length
  for (let at = 0; at < last; at++) {
    if (
      frame[at] === SEQ[0] &&
      frame[at + 1] === SEQ[1] &&
      frame[at + 2] === SEQ[2] &&
      frame[at + 3] === SEQ[3] &&
      frame[at + 4] === SEQ[4] &&
      frame[at + 5] === SEQ[5]
    ) {
      return digitsAt(frame, at + SEQ.length)
    }
  }
  return -1
}

/** The sender's own id of an event's message. */
export function clientMessageIdOf(frame: Buffer): string | undefined {
  const at = frame.indexOf(CLIENT_MESSAGE_ID)
  if (at === -1) return undefined
  const start = at + CLIENT_MESSAGE_ID.length
  return frame.toString('latin1', start, start + UUID_LENGTH)
}

function digitsAt(frame: Buffer, start: number): number {
  let value = 0
  let at = start
  for (; at < frame.length; at++) {
    const byte = frame[at]!
    if (byte < ZERO || byte > NINE) break
    value = value * 10 + byte - ZERO
  }
  return at === start ? -1 : value
}
