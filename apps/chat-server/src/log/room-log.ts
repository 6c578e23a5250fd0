import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import { type AppendLimits, AppendQueue } from './append-queue.ts'
import type { AppendResult, MessageDraft } from './append.ts'
import type { LogEntry } from './entry.ts'
import {
  type SystemEntryRow,
  systemEntryWriter,
  toSystemEntry,
  type WriteSystemEntry,
} from './system-entry.ts'

/** Called after the commit, with entries by ascending seq within a room. Must not throw. */
export interface RoomLogListener {
  /** Every entry: to be delivered to subscribers here and on other nodes. */
  onEntry(entry: LogEntry): void
  /** A message, after `onEntry`. */
  onMessage(entry: LogEntry): void
  /**
   * A message that was stored before. When the response of its statement was lost, nobody has announced it: what follows a
   * message, and is harmless twice, has to happen now.
   */
  onRepeated(message: { roomId: number; seq: number }): void
}

/**
 * The log of all rooms: the one place that stores entries and announces them. No caller can store an entry that
 * subscribers do not get: what writes an entry, and what builds one from a row, is not importable outside this folder.
 */
export class RoomLog {
  readonly #sql: Sql
  readonly #listener: RoomLogListener
  readonly #appends: AppendQueue

  /** `appendSql` and `contendedSql` are the pools of the append queue. */
  constructor(options: {
    sql: Sql
    appendSql: Sql
    contendedSql: Sql
    log: Log
    metrics: Metrics
    limits: AppendLimits
    listener: RoomLogListener
  }) {
    const { sql, appendSql, listener, ...rest } = options
    this.#sql = sql
    this.#listener = listener
    this.#appends = new AppendQueue({
      ...rest,
      sql: appendSql,
      onRepeated: (message) => listener.onRepeated(message),
      onStored(entries) {
        for (const entry of entries) {
          listener.onEntry(entry)
          listener.onMessage(entry)
        }
      },
    })
  }

  /**
   * Stores a message. Resolves after the commit, or with the reason for which it is rejected. Reaches the queue within
   * the call, so that the drafts of one sender keep their order.
   */
  append(draft: MessageDraft): Promise<AppendResult> {
    return this.#appends.add(draft)
  }

  /**
   * Changes a room: runs a statement that writes at most one system entry, by `writeEntry`, and returns one row with the
   * entry's columns. Announces the entry after the commit. Resolves with the row; undefined when the statement returned
   * none. The statement must be idempotent: it is run again when the connection was lost.
   */
  async record<Row extends object>(
    statement: (sql: Sql, writeEntry: WriteSystemEntry) => PromiseLike<readonly (Row & SystemEntryRow)[]>,
  ): Promise<(Row & { isRecorded: boolean }) | undefined> {
    const sql = this.#sql
    const [row] = await retryOnConnectionLoss(() => statement(sql, systemEntryWriter(sql)))
    if (!row) return undefined
    const entry = toSystemEntry(row)
    if (entry) this.#listener.onEntry(entry)
    return { ...row, isRecorded: entry !== undefined }
  }

  /** For how many milliseconds the oldest append statement runs, with its repetitions. */
  get oldestAppendMs(): number {
    return this.#appends.oldestRunMs
  }

  /** Resolves when every accepted message has its result; later ones are rejected. */
  close(): Promise<void> {
    return this.#appends.close()
  }
}
