import type { Sql } from '@munova/database'
import { createLog, createMetrics } from '@munova/service'
import type { Cleanup } from '@munova/testing'
import type { MessageDraft } from '../../src/log/append.ts'
import { RoomLog, type RoomLogListener } from '../../src/log/room-log.ts'
import { text } from './chat.ts'

const ignore: RoomLogListener = {
  onEntry: () => undefined,
  onMessage: () => undefined,
  onRepeated: () => undefined,
}

/** A room log without a chat-server around it. Its one lane shows what a batch does. */
export function openRoomLog(t: Cleanup, sql: Sql, listener: RoomLogListener = ignore): RoomLog {
  const roomLog = new RoomLog({
    sql,
    appendSql: sql,
    contendedSql: sql,
    log: createLog({ name: 'test', level: 'silent' }),
    metrics: createMetrics('test'),
    limits: { lanes: 1, batch: 200, queue: 1_000, timeoutMs: 10_000 },
    listener,
  })
  t.after(() => roomLog.close())
  return roomLog
}

/** A message draft with this content, which is JSON text, and an id of its own. */
export function draft(roomId: number, senderId: number, content: string): MessageDraft {
  const card = { productId: null, orderId: null, pictureId: null }
  return { ...text(roomId, ''), senderId, content, preview: null, replyTo: null, ...card }
}
