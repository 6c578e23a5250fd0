import type { Broker } from '@munova/broker'

/** A row of `outbox`. */
export interface OutboxEvent {
  id: number
  eventId: string
  type: string
  version: number
  key: string
  data: unknown
  occurredAt: Date
}

export interface Outcome {
  /** Ids of the rows the broker has stored. */
  confirmed: number[]
  /** The broker will never take these. */
  refused: { event: OutboxEvent; error: unknown }[]
  /** Set if the broker went away; nothing new was published after that. */
  unavailable: unknown
}

/**
 * Publishes events, given in id order, as envelopes: keys side by side, within a key the next one only after the
 * confirm of the one before. Were they pipelined, a failed event could arrive after its successor.
 * Never rejects. Starts nothing new once `goOn` says false.
 */
export async function publishInOrder(
  events: OutboxEvent[],
  broker: Pick<Broker, 'publish'>,
  goOn: () => boolean,
): Promise<Outcome> {
  const outcome: Outcome = { confirmed: [], refused: [], unavailable: undefined }
  const keys = Map.groupBy(events, (event) => event.key)
  await Promise.all(
    keys.values().map(async (ofKey) => {
      for (const event of ofKey) {
        if (outcome.unavailable || !goOn()) return
        try {
          await broker.publish(toMessage(event))
          outcome.confirmed.push(event.id)
        } catch (error) {
          if (isTemporary(error)) outcome.unavailable = error
          else outcome.refused.push({ event, error })
          return
        }
      }
    }),
  )
  return outcome
}

/** By name, so that everyone who opens a database does not load the broker's client. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && error.name === 'BrokerUnavailable'
}

function toMessage({ eventId, type, version, key, data, occurredAt }: OutboxEvent) {
  const envelope = { id: eventId, type, version, occurredAt: occurredAt.toISOString(), key, data }
  return { id: eventId, type, key, body: Buffer.from(JSON.stringify(envelope)) }
}
