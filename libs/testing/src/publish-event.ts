import { randomUUID } from 'node:crypto'

/** The part of a broker that this needs. */
interface Publisher {
  publish(message: { id: string; type: string; key: string; body: Uint8Array }): Promise<void>
}

/**
 * Publishes an event as a server does, with an additional field that no contract has. A call with the same id is a duplicate.
 */
export async function publishEvent(
  broker: Publisher,
  type: string,
  data: object,
  { id = randomUUID(), key = 'test' }: { id?: string; key?: string } = {},
): Promise<void> {
  const occurredAt = new Date().toISOString()
  const envelope = { id, type, version: 1, occurredAt, key, data, unknown: 'ignored' }
  await broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(envelope)) })
}
