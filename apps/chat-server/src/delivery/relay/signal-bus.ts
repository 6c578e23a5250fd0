import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Broker, Bus, BusState } from '@munova/broker'
import { z } from 'zod'

/** Every node binds it: signals are small, and no node knows whom they concern. */
const BUCKET = 0
const BIND_TIMEOUT_MS = 500
const Envelope = z.object({ node: z.string(), signal: z.unknown() })

/** Small messages to all other nodes, as JSON. They may be lost: while the broker is down they are dropped. */
export class SignalBus<Signal> {
  readonly #node = randomUUID()
  readonly #bus: Bus

  /** What does not fit the schema, such as a signal of a newer node, is ignored. */
  constructor(options: {
    broker: Broker
    exchange: string
    schema: z.ZodType<Signal>
    onSignal: (signal: Signal) => void
    onState?: (state: BusState) => void
  }) {
    const { broker, exchange, schema, onSignal, onState } = options
    this.#bus = broker.openBus({
      exchange,
      onMessage: (body) => {
        const envelope = Envelope.safeParse(parseJson(body)).data
        if (!envelope || envelope.node === this.#node) return
        const signal = schema.safeParse(envelope.signal)
        if (signal.success) onSignal(signal.data)
      },
      onState: (state) => onState?.(state),
    })
  }

  /** Resolves once signals arrive here: at once while the broker is down, after a timeout while it hangs. */
  async listen(): Promise<void> {
    await Promise.race([this.#bus.bind(BUCKET), sleep(BIND_TIMEOUT_MS)])
  }

  /** False when it was dropped. */
  publish(signal: Signal): boolean {
    return this.#bus.publish([BUCKET], Buffer.from(JSON.stringify({ node: this.#node, signal })))
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}
