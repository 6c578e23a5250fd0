import { randomUUID } from 'node:crypto'

/** As much of a broker as this needs. */
interface Publisher {
  publish(message: { id: string; type: string; key: string; body: Uint8Array }): Promise<void>
}

/**
 * Publishes an event as a server does, with a field that no contract knows; the same id again is the same event again.
 */
export async function happen(
  broker: Publisher,
  type: string,
  data: object,
  { id = randomUUID(), key = 'test' }: { id?: string; key?: string } = {},
): Promise<void> {
  const occurredAt = new Date().toISOString()
  const envelope = { id, type, version: 1, occurredAt, key, data, unknown: 'ignored' }
  await broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(envelope)) })
}
