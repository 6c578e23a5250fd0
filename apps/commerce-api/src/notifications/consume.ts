import type { Broker, Consumer } from '@munova/broker'
import type { Shop } from '../shop.ts'
import { contentsOf, eventTypes } from './contents.ts'
import { storeNotifications, type Box } from './store.ts'

/** Notifications under way at once; members' boxes are locked for a statement each. */
const PREFETCH = 50

/** Turns events into notifications. `onStored` hears whose boxes have something new, after it is committed. */
export function consumeEvents(
  { sql, config }: Pick<Shop, 'sql' | 'config'>,
  broker: Broker,
  onStored: (boxes: Box[]) => void,
): Consumer {
  return broker.consume(
    {
      queue: 'commerce.notifications',
      types: eventTypes,
      prefetch: PREFETCH,
      maxAttempts: config.NOTIFICATION_ATTEMPTS,
      retryDelayMs: config.NOTIFICATION_RETRY_MS,
    },
    async (message) => {
      const { eventId, told } = contentsOf(JSON.parse(Buffer.from(message.body).toString()))
      const boxes = await storeNotifications(sql, { eventId, told, kept: config.NOTIFICATIONS_KEPT })
      if (boxes.length > 0) onStored(boxes)
    },
  )
}
