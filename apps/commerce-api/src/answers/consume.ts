import type { Broker, Consumer } from '@munova/broker'
import { isTransient } from '@munova/database'
import { InquiryAnswered } from '@munova/event-contract'
import type { Context } from '../context.ts'
import { storeAnswer } from './store.ts'

/** Events in processing at the same time. */
const PREFETCH = 20

/** Learns from chat-server how long buyers waited for the answers of sellers. */
export function consumeAnswers({ sql, config }: Pick<Context, 'sql' | 'config'>, broker: Broker): Consumer {
  return broker.consume(
    {
      queue: 'commerce.answers',
      types: ['inquiry.answered'],
      prefetch: PREFETCH,
      maxAttempts: config.NOTIFICATION_ATTEMPTS,
      retryDelayMs: config.NOTIFICATION_RETRY_MS,
      isTransient,
    },
    async (message) => {
      const { id, occurredAt, data } = InquiryAnswered.parse(JSON.parse(Buffer.from(message.body).toString()))
      const { sellerId, waitedSeconds } = data
      // The release of chat-server before this one does not say how long.
      if (waitedSeconds === undefined) return
      await storeAnswer(sql, { eventId: id, sellerId, at: occurredAt, waitedSeconds })
    },
  )
}
