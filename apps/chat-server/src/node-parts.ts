import type { OutboxPublisher, Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { ChatConfig } from './config.ts'
import { Hub } from './delivery/hub.ts'
import type { InboxSignals } from './delivery/relay/inbox-signals.ts'
import type { Relay } from './delivery/relay/relay.ts'
import { Inboxes } from './inbox/inboxes.ts'
import { InquiryEventsJob } from './inquiry-events/job.ts'
import { RoomLog } from './log/room-log.ts'

export function openHub(config: ChatConfig, parts: { sql: Sql; log: Log; metrics: Metrics }): Hub {
  return new Hub({
    ...parts,
    limits: {
      ringEntries: config.RING_ENTRIES,
      ringMemoryBytes: config.RING_MEMORY_BYTES,
      gapTimeoutMs: config.GAP_TIMEOUT_MS,
      batchWindowMs: config.ROOM_BATCH_WINDOW_MS,
      ephemeralPerSecond: config.ROOM_TYPING_PER_SECOND,
      roomLingerMs: config.ROOM_LINGER_MS,
      sweepMs: config.SWEEP_MS,
      sweepBrokerDownMs: config.SWEEP_BROKER_DOWN_MS,
    },
  })
}

export function openInboxes(
  config: ChatConfig,
  {
    relay,
    ...parts
  }: Omit<ConstructorParameters<typeof Inboxes>[0], 'limits' | 'isBrokerUp'> & {
    relay: Relay
  },
): Inboxes {
  return new Inboxes({
    ...parts,
    isBrokerUp: () => relay.isUp,
    limits: {
      batchWindowMs: config.INBOX_BATCH_WINDOW_MS,
      sweepMs: config.INBOX_SWEEP_MS,
      sweepBrokerDownMs: config.INBOX_SWEEP_BROKER_DOWN_MS,
      pageRooms: config.INBOX_PAGE_ROOMS,
      resumeMs: config.INBOX_RESUME_MS,
    },
  })
}

export function openRoomLog(
  config: ChatConfig,
  {
    hub,
    inboxSignals,
    inquiryEvents,
    ...parts
  }: {
    sql: Sql
    appendSql: Sql
    contendedSql: Sql
    log: Log
    metrics: Metrics
    hub: Hub
    inboxSignals: InboxSignals
    inquiryEvents: InquiryEventsJob
  },
): RoomLog {
  return new RoomLog({
    ...parts,
    limits: {
      lanes: config.APPEND_LANES,
      batch: config.APPEND_BATCH,
      queue: config.APPEND_QUEUE,
      timeoutMs: config.APPEND_TIMEOUT_MS,
    },
    listener: {
      onEntry(entry) {
        hub.publish(entry)
        inboxSignals.roomChanged(entry.roomId)
      },
      onMessage: ({ roomId }) => inquiryEvents.mark(roomId),
      onRepeated({ roomId, seq }) {
        hub.observe(roomId, seq)
        inboxSignals.roomChanged(roomId)
        inquiryEvents.mark(roomId)
      },
    },
  })
}

export function openInquiryEvents(
  config: ChatConfig,
  { outbox, ...parts }: { sql: Sql; log: Log; metrics: Metrics; outbox: OutboxPublisher },
): InquiryEventsJob {
  return new InquiryEventsJob({
    ...parts,
    limits: {
      unreadAfterMs: config.UNREAD_AFTER_MS,
      intervalMs: config.INQUIRY_SCAN_INTERVAL_MS,
      batch: config.INQUIRY_SCAN_BATCH,
      queue: config.INQUIRY_SCAN_QUEUE,
    },
    onEmitted: () => outbox.wake(),
  })
}
