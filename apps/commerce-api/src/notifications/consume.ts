import type { Broker, Consumer } from '@munova/broker'
import { isTransient } from '@munova/database'
import { Batcher, type Metrics } from '@munova/service'
import type { Context } from '../context.ts'
import { draftsOf, eventTypes, type NotificationBatch } from './drafts.ts'
import { storeNotifications, type NotificationCounter } from './store.ts'

/** Events in processing at the same time. */
const PREFETCH = 50

/**
 * Turns events into notifications. `onStored` is called after the commit with the counters that advanced. Events that
 * arrive together are stored by one statement, since many of them notify the same seller, whose counter is then locked
 * once.
 */
export function consumeEvents(
  { sql, config }: Pick<Context, 'sql' | 'config'>,
  broker: Broker,
  { metrics, onStored }: { metrics: Metrics; onStored: (counters: NotificationCounter[]) => void },
): Consumer {
  const batcher = new Batcher<NotificationBatch, undefined>({
    name: 'notifications',
    metrics,
    limits: { batch: PREFETCH, queue: PREFETCH },
    keyOf: ({ eventId }) => eventId,
    run: async (batches) => {
      const maxPerMember = config.NOTIFICATIONS_PER_MEMBER
      const counters = await storeNotifications(sql, { batches, maxPerMember })
      if (counters.length > 0) onStored(counters)
      return batches.map(() => undefined)
    },
    isolate: (error) => !isTransient(error),
  })
  const consumer = broker.consume(
    {
      queue: 'commerce.notifications',
      types: eventTypes,
      prefetch: PREFETCH,
      maxAttempts: config.NOTIFICATION_ATTEMPTS,
      retryDelayMs: config.NOTIFICATION_RETRY_MS,
      isTransient,
    },
    async (message) => batcher.add(draftsOf(JSON.parse(Buffer.from(message.body).toString()))),
  )
  return {
    ready: consumer.ready,
    async close() {
      await consumer.close()
      await batcher.close()
    },
  }
}
