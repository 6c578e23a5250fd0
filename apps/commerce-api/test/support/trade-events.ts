import { TradeEvent } from '@munova/event-contract'
import type { Cleanup } from '@munova/testing'
import type { Trade } from './trade.ts'

/** Collects what the shop publishes about orders, payments and stock from now on, in its order. */
export async function collectTradeEvents(t: Cleanup, { broker }: Trade): Promise<readonly TradeEvent[]> {
  const events: TradeEvent[] = []
  const consumer = broker.consume(
    {
      queue: 'test',
      types: TradeEvent.options.map(({ shape }) => shape.type.value),
      prefetch: 10,
      maxAttempts: 1,
      retryDelayMs: 1,
      isTransient: () => false,
    },
    async ({ body }) => void events.push(TradeEvent.parse(JSON.parse(Buffer.from(body).toString()))),
  )
  t.after(() => consumer.close())
  await consumer.ready
  return events
}
