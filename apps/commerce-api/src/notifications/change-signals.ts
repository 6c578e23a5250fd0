import type { Broker, Bus } from '@munova/broker'

/** Signals are few and small, so every process receives all of them. */
const BUCKET = 0

/**
 * Change signals: inform all processes of commerce-api, this one included, that the notifications of members changed. A
 * signal may be lost; the database has what changed, and the sweep of the streams finds it.
 */
export class ChangeSignals {
  readonly #bus: Bus
  #isUp = false

  constructor(broker: Broker, options: { onSignal: (memberId: number) => void; onStateChange: () => void }) {
    this.#bus = broker.openBus({
      exchange: 'commerce.notifications',
      onMessage: (body) => {
        for (const memberId of decode(body)) options.onSignal(memberId)
      },
      onState: (state) => {
        this.#isUp = state === 'up'
        options.onStateChange()
      },
    })
    void this.#bus.bind(BUCKET)
  }

  /** Whether signals of other processes arrive. */
  get isUp(): boolean {
    return this.#isUp
  }

  /** False when the broker is away, so that no process, not even this one, receives it. */
  publish(memberIds: readonly number[]): boolean {
    return this.#bus.publish([BUCKET], encode(memberIds))
  }
}

function encode(memberIds: readonly number[]): Uint8Array {
  return Buffer.from(JSON.stringify(memberIds))
}

/** No ids when the message is not a list of ids. */
function decode(body: Uint8Array): number[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(body).toString())
    return Array.isArray(list) ? list.filter((id) => typeof id === 'number') : []
  } catch {
    return []
  }
}
