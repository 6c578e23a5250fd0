import { randomUUID } from 'node:crypto'
import type { Broker, Consumer, EventMessage } from '@munova/broker'
import { isTransient } from '@munova/database'
import { ProjectionRequested, type ProjectionSnapshot } from '@munova/event-contract'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { snapshotParts } from './snapshot-parts.ts'

/**
 * Answers each `projection.requested` of chat-server with a snapshot, whose parts are published one after the other. When
 * the broker goes away in between, the request is processed again and the parts are sent again from the first one; they
 * have the same or a newer state.
 */
export function serveSnapshotRequests(context: CatalogueContext, broker: Broker): Consumer {
  const { config, log } = context
  return broker.consume(
    {
      queue: 'commerce.projection-requests',
      types: ['projection.requested'],
      prefetch: 1,
      maxAttempts: config.SNAPSHOT_ATTEMPTS,
      retryDelayMs: config.SNAPSHOT_RETRY_MS,
      isTransient,
    },
    async (message) => {
      const { data } = ProjectionRequested.parse(JSON.parse(Buffer.from(message.body).toString()))
      const parts = await publishSnapshot(context, broker, data.requestId)
      log.info({ snapshot: data.requestId, parts }, 'snapshot sent')
    },
  )
}

/** Resolves to the number of parts. */
async function publishSnapshot(
  context: CatalogueContext,
  broker: Broker,
  requestId: string,
): Promise<number> {
  let part = 0
  for await (const content of snapshotParts(context)) {
    part++
    await broker.publish(toMessage({ requestId, part, ...content }))
  }
  return part
}

function toMessage(data: ProjectionSnapshot['data']): EventMessage {
  const snapshot: ProjectionSnapshot = {
    id: randomUUID(),
    type: 'projection.snapshot',
    version: 1,
    occurredAt: new Date().toISOString(),
    key: `snapshot:${data.requestId}`,
    data,
  }
  const { id, type, key } = snapshot
  return { id, type, key, body: Buffer.from(JSON.stringify(snapshot)) }
}
