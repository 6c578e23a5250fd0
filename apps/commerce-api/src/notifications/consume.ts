import type { Broker, Consumer } from '@munova/broker'
import { connectionLost } from '@munova/database'
import type { Metrics } from '@munova/service'
import { GroupCommit } from '../group-commit.ts'
import type { Context } from '../context.ts'
import { contentsOf, eventTypes } from './contents.ts'
import { storeNotifications, type Box, type Telling } from './store.ts'

/** Events under way at once. What waits while a statement runs is stored by the next one. */
const PREFETCH = 50

type Outcome = { error: unknown } | undefined

/**
 * Turns events into notifications. `onStored` hears whose boxes have something new, after it is committed. Many events
 * tell the same seller something, so that one statement for all of them locks each box once.
 */
export function consumeEvents(
  { sql, config }: Pick<Context, 'sql' | 'config'>,
  broker: Broker,
  { metrics, onStored }: { metrics: Metrics; onStored: (boxes: Box[]) => void },
): Consumer {
  const store = async (tellings: Telling[]) => {
    const boxes = await storeNotifications(sql, { tellings, kept: config.NOTIFICATIONS_PER_MEMBER })
    if (boxes.length > 0) onStored(boxes)
  }
  const queue = new GroupCommit<Telling, Outcome>({
    name: 'notifications',
    metrics,
    limits: { batch: PREFETCH, queue: PREFETCH },
    keyOf: ({ eventId }) => eventId,
    run: (tellings) => storeAll(tellings, store),
    again: (outcome) => outcome,
  })
  const consumer = broker.consume(
    {
      queue: 'commerce.notifications',
      types: eventTypes,
      prefetch: PREFETCH,
      maxAttempts: config.NOTIFICATION_ATTEMPTS,
      retryDelayMs: config.NOTIFICATION_RETRY_MS,
    },
    async (message) => {
      const outcome = await queue.add(contentsOf(JSON.parse(Buffer.from(message.body).toString())))
      if (outcome) throw outcome.error
    },
  )
  return {
    ready: consumer.ready,
    async close() {
      await consumer.close()
      await queue.close()
    },
  }
}

/** All together; one that cannot be stored fails alone. */
async function storeAll(
  tellings: Telling[],
  store: (tellings: Telling[]) => Promise<void>,
): Promise<Outcome[]> {
  try {
    await store(tellings)
    return tellings.map(() => undefined)
  } catch (error) {
    if (tellings.length === 1 || connectionLost(error)) throw error
  }
  const outcomes: Outcome[] = []
  for (const telling of tellings) {
    outcomes.push(
      await store([telling]).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    )
  }
  return outcomes
}
