import type { TestContext } from 'node:test'
import type { Broker } from '@munova/broker'
import { CommerceEvent } from '@munova/event-contract'

/** What another system receives, each event parsed as the contract says. */
export async function listen(t: TestContext, broker: Broker): Promise<CommerceEvent[]> {
  const events: CommerceEvent[] = []
  const types = CommerceEvent.options.map((option) => option.shape.type.value)
  const consumer = broker.consume(
    {
      queue: 'test.listener',
      types,
      prefetch: 100,
      maxAttempts: 1,
      retryDelayMs: 10,
      isTransient: () => false,
    },
    async (message) => {
      const event = CommerceEvent.parse(JSON.parse(Buffer.from(message.body).toString()))
      if (!events.some(({ id }) => id === event.id)) events.push(event)
    },
  )
  t.after(() => consumer.close())
  await consumer.ready
  return events
}
