import { isTracing, recordedOrigin, rememberOrigin, type SpanContext } from '@munova/service/tracing'
import type { LogEntry } from '../../log/entry.ts'

/**
 * Entry notifications as nodes send them to each other: entries of one or many rooms in one AMQP message. Big-endian.
 *
 *   u8 version · 16 bytes id of the sending node · entries: u64 roomId · u64 seq · u64 member for whom the room ends
 *   (0 = nobody, all bits = everybody) · u32 length · body
 *
 * A frame whose entries come from a recorded trace ends with 16 bytes trace · 8 bytes span · u8 flags of the first of them. That is less than
 * any entry, so that nodes which know nothing of it ignore it.
 */
const VERSION = 1
const HEADER = 17
const ENTRY_HEADER = 28
const TRACE = 25
const EVERYBODY = 2n ** 64n - 1n

/** `nodeId` has 16 bytes; a node ignores frames with its own id. */
export function encodeBusFrame(nodeId: Buffer, entries: readonly LogEntry[]): Buffer {
  const trace = recordedOrigin(entries)
  const size = entries.reduce(
    (sum, entry) => sum + ENTRY_HEADER + entry.body.length,
    HEADER + (trace ? TRACE : 0),
  )
  const frame = Buffer.allocUnsafe(size)
  frame[0] = VERSION
  nodeId.copy(frame, 1)
  let at = HEADER
  for (const entry of entries) {
    frame.writeBigUInt64BE(BigInt(entry.roomId), at)
    frame.writeBigUInt64BE(BigInt(entry.seq), at + 8)
    frame.writeBigUInt64BE(entry.endsFor === 'all' ? EVERYBODY : BigInt(entry.endsFor ?? 0), at + 16)
    frame.writeUInt32BE(entry.body.length, at + 24)
    entry.body.copy(frame, at + ENTRY_HEADER)
    at += ENTRY_HEADER + entry.body.length
  }
  if (trace) writeTrace(frame, at, trace)
  return frame
}

/**
 * The entries of a frame whose rooms are wanted here. None when the frame is this node's own, has another version, or is
 * truncated: a lost notification is found by the sweep.
 */
export function decodeBusFrame(
  bytes: Uint8Array,
  { nodeId, isWanted }: { nodeId: Buffer; isWanted: (roomId: number) => boolean },
): LogEntry[] {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (frame.length < HEADER || frame[0] !== VERSION || nodeId.equals(frame.subarray(1, HEADER))) return []
  const entries: LogEntry[] = []
  let at = HEADER
  while (at + ENTRY_HEADER <= frame.length) {
    const end = at + ENTRY_HEADER + frame.readUInt32BE(at + 24)
    if (end > frame.length) return []
    const roomId = Number(frame.readBigUInt64BE(at))
    if (isWanted(roomId)) {
      const endsFor = frame.readBigUInt64BE(at + 16)
      entries.push({
        roomId,
        seq: Number(frame.readBigUInt64BE(at + 8)),
        endsFor: endsFor === EVERYBODY ? 'all' : Number(endsFor) || undefined,
        // A copy: an entry ahead of others waits for them, and a slice would keep the whole AMQP frame in memory.
        body: Buffer.from(frame.subarray(at + ENTRY_HEADER, end)),
      })
    }
    at = end
  }
  if (isTracing() && at + TRACE === frame.length) {
    const trace = readTrace(frame, at)
    for (const entry of entries) rememberOrigin(entry, trace)
  }
  return entries
}

function writeTrace(frame: Buffer, at: number, { traceId, spanId, traceFlags }: SpanContext): void {
  frame.write(traceId + spanId, at, 'hex')
  frame[at + TRACE - 1] = traceFlags
}

function readTrace(frame: Buffer, at: number): SpanContext {
  return {
    traceId: frame.toString('hex', at, at + 16),
    spanId: frame.toString('hex', at + 16, at + 24),
    traceFlags: frame[at + TRACE - 1]!,
    isRemote: true,
  }
}
