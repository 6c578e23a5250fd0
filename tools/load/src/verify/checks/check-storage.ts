import { FOREIGN, type History, type Sent, type StoredRoom } from '../history/history.ts'
import type { ViolationKind, Violations } from './violations.ts'

/** The log in itself, and against what was sent and acked. */
export function judgeStorage({ sent, rooms }: History, violations: Violations): void {
  /** Where each message lies; 0: nowhere. */
  const places = new Uint32Array(sent.length)
  for (const room of rooms) {
    judgeSeqs(room, violations)
    judgeMessages(room, { sent, places }, violations)
  }
  judgeAnswers(sent, places, violations)
  judgeOrder(sent, violations)
}

function judgeSeqs({ roomId, seqs, lastSeq }: StoredRoom, violations: Violations): void {
  let last = 0
  for (let index = 0; index < seqs.length; index++) {
    const [seq, expected] = [seqs.at(index), last + 1]
    if (seq !== expected) {
      violations.add({ kind: 'hole', roomId, seq: expected, memberId: undefined }, () => `followed by ${seq}`)
    }
    last = seq
  }
  if (last !== lastSeq) {
    violations.add(
      { kind: 'hole', roomId, seq: last, memberId: undefined },
      () => `is the last entry, the room says ${lastSeq}`,
    )
  }
}

function judgeMessages(
  room: StoredRoom,
  { sent, places }: { sent: Sent; places: Uint32Array },
  violations: Violations,
): void {
  const { roomId, members, changes, seqs, senders, messages, texts } = room
  const present = new Set(members)
  let change = 0
  for (let index = 0; index < seqs.length; index++) {
    const [seq, senderId, message] = [seqs.at(index), senders.at(index), messages.at(index) - 1]
    for (; change < changes.length && changes[change]!.seq <= seq; change++) {
      const { memberId, kind } = changes[change]!
      if (kind === 'joined') present.add(memberId)
      else present.delete(memberId)
    }
    if (message === -1) continue
    const found = (kind: ViolationKind, detail: string) =>
      violations.add({ kind, roomId, seq, memberId: senderId }, () => detail)
    if (!present.has(senderId)) found('intruder', `sent by ${senderId}`)
    if (message >= sent.length || message === FOREIGN - 1) {
      found('foreign', `sent by ${senderId}`)
      continue
    }
    if (sent.rooms.at(message) !== roomId || sent.senders.at(message) !== senderId) {
      found(
        'foreign',
        `message ${message} of ${sent.senders.at(message)} in room ${sent.rooms.at(message)}, stored for ${senderId}`,
      )
      continue
    }
    if (sent.texts.at(message) !== texts.at(index)) found('altered', `message ${message}`)
    if (places[message] !== 0) found('stored twice', `message ${message}, also under ${places[message]}`)
    else places[message] = seq
  }
}

function judgeAnswers(sent: Sent, places: Uint32Array, violations: Violations): void {
  const of = (message: number) => ({
    roomId: sent.rooms.at(message),
    memberId: sent.senders.at(message),
  })
  for (let message = 0; message < sent.length; message++) {
    const [acked, place] = [sent.seqs.at(message), places[message]!]
    if (acked !== 0 && place !== acked) {
      violations.add(
        { kind: 'lost', ...of(message), seq: acked },
        () => `message ${message} is ${place === 0 ? 'not stored' : `stored under ${place}`}`,
      )
    }
    if (sent.refusals.at(message) === 1 && sent.attempts.at(message) === 1 && place !== 0) {
      violations.add(
        { kind: 'stored though refused', ...of(message), seq: place },
        () => `message ${message}`,
      )
    }
  }
  for (const { message, seq } of sent.conflicts) {
    violations.add(
      { kind: 'contradicted', ...of(message), seq },
      () => `message ${message} was acked with ${sent.seqs.at(message)} before`,
    )
  }
}

/** Of one connection's messages into one room, those that were sent once and acked; a repeated one may come later. */
function judgeOrder(sent: Sent, violations: Violations): void {
  const last = new Map<string, number>()
  for (let message = 0; message < sent.length; message++) {
    const seq = sent.seqs.at(message)
    if (seq === 0 || sent.attempts.at(message) !== 1) continue
    const [roomId, memberId] = [sent.rooms.at(message), sent.senders.at(message)]
    const way = `${sent.connections.at(message)} ${roomId}`
    const before = last.get(way) ?? 0
    if (seq < before) {
      violations.add(
        { kind: 'overtaken', roomId, seq, memberId },
        () => `message ${message}, after ${before}`,
      )
    } else last.set(way, seq)
  }
}
