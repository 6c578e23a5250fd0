import type { Broker, Bus, BusOptions, BusState, EventMessage } from '@munova/broker'
import { until } from '@munova/testing'

export const queueOptions = {
  queue: 'test.orders',
  types: ['order.paid'],
  prefetch: 50,
  maxAttempts: 3,
  retryDelayMs: 5,
  isTransient: () => false,
}

export function event(id: string, key = 'k', type = 'order.paid'): EventMessage {
  return { id, type, key, body: Buffer.from(`body of ${id}`) }
}

export async function connected(broker: Broker): Promise<Broker> {
  await until(() => broker.connected, { what: 'connected broker', timeoutMs: 30_000 })
  return broker
}

/** Publishes until the broker confirms, as an outbox does. The same id makes that harmless. */
export async function publishUntilConfirmed(broker: Broker, message: EventMessage): Promise<void> {
  await until(
    () =>
      broker.publish(message).then(
        () => true,
        () => false,
      ),
    { what: `confirm of ${message.id}`, timeoutMs: 60_000 },
  )
}

/** What one node received on its bus. */
export interface TestNode {
  readonly bus: Bus
  readonly states: BusState[]
  readonly received: string[]
  up(times?: number): Promise<void>
}

export function openNode(broker: Broker, options: Partial<BusOptions> = {}): TestNode {
  const states: BusState[] = []
  const received: TestNode['received'] = []
  const bus = broker.openBus({
    exchange: 'test.rooms',
    onMessage: (body) => received.push(Buffer.from(body).toString()),
    onState: (state) => states.push(state),
    ...options,
  })
  async function up(times = 1): Promise<void> {
    await until(() => states.filter((state) => state === 'up').length >= times && states.at(-1) === 'up', {
      what: `bus up for the ${times}. time`,
      timeoutMs: 60_000,
    })
  }
  return { bus, states, received, up }
}

/** Records messages in order of arrival, and the greatest number of handlers of one key at the same time. */
export class Recorder {
  readonly ids: string[] = []
  readonly byKey = new Map<string, string[]>()
  maxPerKey = 0
  readonly #working = new Map<string, number>()

  handler(work: (message: EventMessage) => Promise<void> = () => Promise.resolve()) {
    return async (message: EventMessage): Promise<void> => {
      const working = (this.#working.get(message.key) ?? 0) + 1
      this.#working.set(message.key, working)
      this.maxPerKey = Math.max(this.maxPerKey, working)
      try {
        await work(message)
        this.#record(message)
      } finally {
        this.#working.set(message.key, working - 1)
      }
    }
  }

  async waitFor(count: number, timeoutMs = 10_000): Promise<void> {
    await until(() => new Set(this.ids).size >= count, { what: `${count} messages`, timeoutMs })
  }

  /** First deliveries only: a redelivery after a loss is allowed. */
  firstOf(key: string): string[] {
    return [...new Set(this.byKey.get(key))]
  }

  #record({ id, key }: EventMessage): void {
    this.ids.push(id)
    this.byKey.set(key, [...(this.byKey.get(key) ?? []), id])
  }
}
