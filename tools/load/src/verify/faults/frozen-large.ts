import { crc32 } from 'node:zlib'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection, RequestRejected } from '../../clients/connection/connection.ts'
import { messageId } from '../../clients/messages/message-id.ts'
import { transports } from '../../clients/connection/transport.ts'
import type { TestMember } from '../../fixtures/members.ts'
import type { Recorder } from '../history/recorder.ts'
import { isTemporary } from '../members/reader.ts'
import type { ChatProcess } from '../system/chat-process.ts'

/** Together 4.8 MB: the longest text that the contract allows has 12 KB. */
const MESSAGES = 400
const LARGE = '가'.repeat(3_900)
/** How long the acks of the other nodes are counted before the freeze. */
const BASELINE_MS = 2_000
const FIRST_ACK_TIMEOUT_MS = 10_000
const ROUND_TIMEOUT_MS = 15_000
const ROUNDS = 8
const POLL_MS = 10

/** The member who writes large messages, and its room. */
export interface LargeRoom {
  writer: TestMember
  roomId: number
  run: string
}

/** What a freeze cost the other nodes: acks per second before it and during it. */
export interface FreezeResult {
  unanswered: number
  before: number
  during: number
}

/**
 * Freezes a node for `forMs` when the first of its large messages is answered, and sends again what is unanswered after
 * that. Undefined when the node does not listen or answers none of them.
 */
export async function freezeLarge(
  { nodes, recorder }: { nodes: readonly ChatProcess[]; recorder: Recorder },
  { node, forMs, room }: { node: number; forMs: number; room: LargeRoom },
): Promise<FreezeResult | undefined> {
  const frozen = nodes[node]!
  const before = await rateWithout(recorder, node, BASELINE_MS)
  const unanswered = new Set(Array.from({ length: MESSAGES }, () => compose(recorder, room)))
  const connection = await openWriter({ nodes, recorder, room }, node, unanswered)
  if (!connection) return giveUp(recorder, unanswered)
  const deadline = performance.now() + FIRST_ACK_TIMEOUT_MS
  while (unanswered.size === MESSAGES && performance.now() < deadline) await pause(1)
  const isAnswering = unanswered.size < MESSAGES
  frozen.freeze()
  const left = unanswered.size
  const during = await rateWithout(recorder, node, forMs)
  frozen.thaw()
  await untilAnswered(unanswered)
  connection.close()
  for (let round = 0; unanswered.size > 0 && round < ROUNDS; round++) {
    const again = await openWriter({ nodes, recorder, room }, (node + round) % nodes.length, unanswered)
    if (again) await untilAnswered(unanswered)
    else await pause(BASELINE_MS)
    again?.close()
  }
  if (unanswered.size > 0) recorder.problem(`${unanswered.size} large messages were never answered`)
  return isAnswering && left > 0 ? { unanswered: left, before, during } : undefined
}

/** Nothing was sent, so nothing may be stored. */
function giveUp(recorder: Recorder, messages: ReadonlySet<number>): undefined {
  for (const message of messages) recorder.sent.recordRejection(message)
}

async function rateWithout(recorder: Recorder, node: number, forMs: number): Promise<number> {
  const [acks, from] = [recorder.acksWithout(node), performance.now()]
  await pause(forMs)
  return ((recorder.acksWithout(node) - acks) / (performance.now() - from)) * 1_000
}

async function untilAnswered(unanswered: ReadonlySet<number>): Promise<void> {
  const deadline = performance.now() + ROUND_TIMEOUT_MS
  while (unanswered.size > 0 && performance.now() < deadline) await pause(POLL_MS)
}

function compose({ sent }: Recorder, { roomId, writer }: LargeRoom): number {
  return sent.add({ roomId, senderId: writer.memberId, text: crc32(textOf(sent.length)) })
}

function textOf(message: number): string {
  return `${message} ${LARGE}`
}

/** Sends everything unanswered on a new connection; undefined when there is none to be had. */
async function openWriter(
  { nodes, recorder, room }: { nodes: readonly ChatProcess[]; recorder: Recorder; room: LargeRoom },
  node: number,
  unanswered: Set<number>,
): Promise<Connection | undefined> {
  const { address } = nodes[node]!
  if (!address) return undefined
  const requests = new Map<number, number>()
  try {
    const { writer, roomId, run } = room
    const connection = await Connection.open(
      { transport: transports.ws, address, token: writer.token, timeoutMs: ROUND_TIMEOUT_MS },
      {
        onEvent() {},
        onSubscriptionEnded() {},
        onClosed() {},
        onResult: (result) => {
          const message = requests.get(result.id)!
          if (result.ok) recorder.sent.recordAck(message, result.value)
          else if (isTemporary(result.code)) return
          else recorder.problem(`a large message was rejected: ${result.code}`)
          unanswered.delete(message)
        },
      },
    )
    const number = recorder.opened({ memberId: writer.memberId, node, transport: 'ws' })
    for (const message of unanswered) {
      recorder.sent.recordAttempt(message, number)
      const id = connection.send({ roomId, clientMessageId: messageId(run, message), text: textOf(message) })
      requests.set(id, message)
    }
    return connection
  } catch (error) {
    if (error instanceof RequestRejected) return undefined
    throw error
  }
}
