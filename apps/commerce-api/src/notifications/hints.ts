import type { Broker, Bus } from '@munova/broker'

/** Hints are few and small: every process hears all of them. */
const BUCKET = 0

/**
 * Tells all processes of commerce-api, this one too, that members have something new to see. A hint may get lost; what
 * it would have told is in the database.
 */
export class Hints {
  readonly #bus: Bus
  #up = false

  constructor(broker: Broker, options: { onHint: (memberId: number) => void; onState: () => void }) {
    this.#bus = broker.openBus({
      exchange: 'commerce.notifications',
      onMessage: (body) => {
        for (const memberId of decode(body)) options.onHint(memberId)
      },
      onState: (state) => {
        this.#up = state === 'up'
        options.onState()
      },
    })
    void this.#bus.bind(BUCKET)
  }

  /** Whether hints of other processes arrive. */
  get up(): boolean {
    return this.#up
  }

  /** False when nobody is going to hear it. */
  send(memberIds: readonly number[]): boolean {
    return this.#bus.publish([BUCKET], encode(memberIds))
  }
}

function encode(memberIds: readonly number[]): Uint8Array {
  return Buffer.from(JSON.stringify(memberIds))
}

/** What is no list of ids is a hint to nobody. */
function decode(body: Uint8Array): number[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(body).toString())
    return Array.isArray(list) ? list.filter((id) => typeof id === 'number') : []
  } catch {
    return []
  }
}
