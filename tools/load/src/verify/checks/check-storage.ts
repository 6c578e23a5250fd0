import type { DeletedEntries } from '../history/deleted-entries.ts'
import { FOREIGN, type History, type SentMessages, type StoredRoom } from '../history/history.ts'
import type { ViolationKind, Violations } from './violations.ts'

/** Checks the log for consistency, and against the messages that were sent and acked. */
export function checkStorage({ sent, rooms, deleted }: History, violations: Violations): void {
  /** The seq under which each message is stored; 0 when it is not. */
  const storedSeqs = new Uint32Array(sent.length)
  for (const room of rooms) {
    checkSeqs(room, violations)
    checkMessages(room, { sent, storedSeqs }, violations)
  }
  checkAcks({ sent, storedSeqs, deleted }, violations)
  checkOrder(sent, deleted, violations)
}

function checkSeqs({ roomId, seqs, lastSeq }: StoredRoom, violations: Violations): void {
  let last = 0
  for (let index = 0; index < seqs.length; index++) {
    const [seq, expected] = [seqs.at(index), last + 1]
    if (seq !== expected) {
      violations.add(
        { kind: 'log gap', roomId, seq: expected, memberId: undefined },
        () => `followed by ${seq}`,
      )
    }
    last = seq
  }
  if (last !== lastSeq) {
    violations.add(
      { kind: 'log gap', roomId, seq: last, memberId: undefined },
      () => `is the last entry, but last_seq of the room is ${lastSeq}`,
    )
  }
}

function checkMessages(
  room: StoredRoom,
  { sent, storedSeqs }: { sent: SentMessages; storedSeqs: Uint32Array },
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
    if (!present.has(senderId)) found('non-member', `sent by ${senderId}`)
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
    if (storedSeqs[message] !== 0)
      found('stored twice', `message ${message}, also under ${storedSeqs[message]}`)
    else storedSeqs[message] = seq
  }
}

function checkAcks(
  { sent, storedSeqs, deleted }: { sent: SentMessages; storedSeqs: Uint32Array; deleted: DeletedEntries },
  violations: Violations,
): void {
  const of = (message: number) => ({
    roomId: sent.rooms.at(message),
    memberId: sent.senders.at(message),
  })
  for (let message = 0; message < sent.length; message++) {
    const [acked, stored] = [sent.seqs.at(message), storedSeqs[message]!]
    const isDeleted = stored === 0 && wasDeleted(message, sent, deleted)
    if (acked !== 0 && stored !== acked && !isDeleted) {
      violations.add(
        { kind: 'lost', ...of(message), seq: acked },
        () => `message ${message} is ${stored === 0 ? 'not stored' : `stored under ${stored}`}`,
      )
    }
    if (sent.rejections.at(message) === 1 && sent.attempts.at(message) === 1 && stored !== 0) {
      violations.add(
        { kind: 'stored though rejected', ...of(message), seq: stored },
        () => `message ${message}`,
      )
    }
  }
  for (const { message, seq } of sent.conflicts) {
    violations.add(
      { kind: 'other ack', ...of(message), seq },
      () => `message ${message} was acked with ${sent.seqs.at(message)} before`,
    )
  }
}

/** Messages of one connection into one room must be stored in send order; a message that was resent may come later. */
function checkOrder(sent: SentMessages, deleted: DeletedEntries, violations: Violations): void {
  const last = new Map<string, number>()
  for (let message = 0; message < sent.length; message++) {
    const seq = sent.seqs.at(message)
    if (seq === 0 || sent.attempts.at(message) !== 1 || wasDeleted(message, sent, deleted)) continue
    const [roomId, memberId] = [sent.rooms.at(message), sent.senders.at(message)]
    const key = `${sent.connections.at(message)} ${roomId}`
    const before = last.get(key) ?? 0
    if (seq < before) {
      violations.add(
        { kind: 'overtaken', roomId, seq, memberId },
        () => `message ${message}, after ${before}`,
      )
    } else last.set(key, seq)
  }
}

/** Whether a fault has deleted the message under the seq that was acked. */
function wasDeleted(message: number, { rooms, seqs }: SentMessages, deleted: DeletedEntries): boolean {
  return deleted.hasMessage({ roomId: rooms.at(message), seq: seqs.at(message), message })
}
