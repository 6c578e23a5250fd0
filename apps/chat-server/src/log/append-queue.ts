import { type Sql, sqlState } from '@munova/database'
import { Batcher, type Log, type Metrics } from '@munova/service'
import { problem } from '../problems.ts'
import { appendBatch, type AppendResult, idempotencyKey, isSameMessage, type MessageDraft } from './append.ts'
import type { LogEntry } from './entry.ts'

export interface AppendLimits {
  /** Statements that run at the same time. */
  lanes: number
  /** Messages of one statement. */
  batch: number
  /** Messages that wait, in all lanes together. */
  queue: number
  timeoutMs: number
}

const RETRY_AFTER_MS = 1_000

/**
 * Adaptive batching of messages: drafts that wait at the same moment are stored by one statement. A room always uses the
 * same lane, and a lane runs one statement at a time, so that a sender's messages keep their order.
 *
 * Bounds: `queue` drafts wait, and the newest one above that is rejected with OVERLOADED. A draft without a result after
 * `timeoutMs` is rejected with UNAVAILABLE; it may have been stored, and sending it again is harmless. `onStored` gets the
 * new entries by seq within a room, after the senders have their results, even when a sender no longer waits.
 */
export function openAppendQueue(options: {
  sql: Sql
  log: Log
  metrics: Metrics
  limits: AppendLimits
  onStored: (entries: LogEntry[]) => void
}): Batcher<MessageDraft, AppendResult> {
  const { sql, log, metrics, onStored } = options
  const { lanes, ...limits } = options.limits
  const queue: Batcher<MessageDraft, AppendResult> = new Batcher<MessageDraft, AppendResult>({
    name: 'append',
    metricNames: { batch: 'append_batch_messages', waiting: 'append_queue_messages' },
    metrics,
    limits,
    lanes,
    laneOf: ({ roomId }) => roomId,
    keyOf: idempotencyKey,
    onDuplicate(result, later, earlier) {
      // Another message under the same id gets a batch of its own after the earlier one: the statement compares the two.
      return isSameMessage(later, earlier) ? result : queue.add(later)
    },
    async run(drafts) {
      const { results, stored } = await appendBatch(sql, drafts)
      return { results, afterwards: () => onStored(stored) }
    },
    // Class 22: a value that PostgreSQL does not accept. Validation rejects such values; one that passes fails alone.
    isolate: (error) => sqlState(error)?.startsWith('22') ?? false,
    mapError(error, messages) {
      log.error({ err: error, messages }, 'append failed')
      return problem('UNAVAILABLE', { detail: 'notStored', retryAfterMs: RETRY_AFTER_MS })
    },
    errors: {
      overloaded: () => problem('OVERLOADED', { detail: 'appendQueueFull', retryAfterMs: RETRY_AFTER_MS }),
      closed: () => problem('UNAVAILABLE', { detail: 'stopping' }),
      timedOut: () => problem('UNAVAILABLE', { detail: 'storeTimeout', retryAfterMs: RETRY_AFTER_MS }),
    },
  })
  return queue
}
