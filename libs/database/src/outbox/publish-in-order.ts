import type { Broker } from '@munova/broker'
import { currentTraceparent, parseTraceparent, traced } from '@munova/service/tracing'

/** A row of `outbox`. */
export interface OutboxEvent {
  id: number
  eventId: string
  type: string
  version: number
  key: string
  data: unknown
  occurredAt: Date
  /** Of the statement that wrote it, if that was traced. */
  traceparent: string | null
}

export interface PublishResult {
  /** Ids of the rows that the broker has stored. */
  confirmed: number[]
  /** Events that the broker will never accept. */
  rejected: { event: OutboxEvent; error: unknown }[]
  /** The error when the broker was unavailable; nothing was published after it. */
  unavailable: unknown
}

/**
 * Publishes events, given in the order of their ids, as envelopes. Keys are published concurrently; within a key the next
 * event follows the confirm of the one before, since with pipelining a failed event could arrive after its successor.
 * Never rejects. Once `mayContinue` is false it publishes nothing more.
 */
export async function publishInOrder(
  events: OutboxEvent[],
  broker: Pick<Broker, 'publish'>,
  mayContinue: () => boolean,
): Promise<PublishResult> {
  const result: PublishResult = { confirmed: [], rejected: [], unavailable: undefined }
  const byKey = Map.groupBy(events, (event) => event.key)
  await Promise.all(
    byKey.values().map(async (eventsOfKey) => {
      for (const event of eventsOfKey) {
        if (result.unavailable || !mayContinue()) return
        try {
          await publish(event, broker)
          result.confirmed.push(event.id)
        } catch (error) {
          if (isTemporary(error)) result.unavailable = error
          else result.rejected.push({ event, error })
          return
        }
      }
    }),
  )
  return result
}

/** By the error's name, so that programs that only open a database do not load the broker's client. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && error.name === 'BrokerUnavailable'
}

function publish(event: OutboxEvent, broker: Pick<Broker, 'publish'>): Promise<void> {
  const parent = parseTraceparent(event.traceparent)
  if (!parent) return broker.publish(toMessage(event))
  const options = { kind: 'producer' as const, parent, attributes: { 'messaging.system': 'rabbitmq' } }
  return traced(`publish ${event.type}`, options, () => broker.publish(toMessage(event)))
}

function toMessage({ eventId, type, version, key, data, occurredAt, traceparent: written }: OutboxEvent) {
  const envelope = { id: eventId, type, version, occurredAt: occurredAt.toISOString(), key, data }
  // A process without traces passes on what another one wrote.
  const traceparent = currentTraceparent() ?? written
  return {
    id: eventId,
    type,
    key,
    body: Buffer.from(JSON.stringify(envelope)),
    ...(written && traceparent && { traceparent }),
  }
}
