import assert from 'node:assert/strict'
import { InboxEvent } from '@munova/chat-contract'
import { createLog, createMetrics, type Metrics } from '@munova/service'
import { type Cleanup, until } from '@munova/testing'
import { type InboxLimits, Inboxes } from '../../src/inbox/inboxes.ts'
import type { Chat } from './chat.ts'

/** The inboxes of a process without a node; they sweep when the test says so. */
export function openInboxes(
  t: Cleanup,
  { sql }: Pick<Chat, 'sql'>,
  limits: Partial<InboxLimits> = {},
): { inboxes: Inboxes; metrics: Metrics } {
  const metrics = createMetrics('chat')
  const inboxes = new Inboxes({
    sql,
    log: createLog({ name: 'inboxes', level: 'silent' }),
    metrics,
    isBrokerUp: () => true,
    onAccount: () => {},
    limits: {
      batchWindowMs: 1,
      sweepMs: 60_000,
      sweepBrokerDownMs: 60_000,
      pageRooms: 10,
      resumeMs: 60_000,
      ...limits,
    },
  })
  t.after(async () => {
    await inboxes.close()
    metrics.close()
  })
  return { inboxes, metrics }
}

/** A reader that takes as many events as it has capacity for. */
export async function openReader(inboxes: Inboxes, memberId: number, capacity = Infinity) {
  const sent: InboxEvent[] = []
  const reader = { sent, capacity }
  const subscription = await inboxes.subscribe({
    memberId,
    after: undefined,
    sink: {
      encoding: { key: 'plain', encode: ({ body }) => body },
      entryCapacity: () => reader.capacity,
      byteCapacity: () => Infinity,
      send(bytes) {
        reader.capacity--
        sent.push(InboxEvent.parse(JSON.parse(bytes.toString())))
      },
      end: (code) => assert.fail(code),
    },
  })
  subscription.start()
  await until(() => sent.length > 0 || reader.capacity === 0 || undefined, { what: 'the account' })
  return { ...reader, reader, subscription }
}
