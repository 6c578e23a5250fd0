import { randomUUID } from 'node:crypto'
import type { Broker } from '@munova/broker'

/** Publishes an event as a server does; the same id again is the same event again. */
export async function happen(
  broker: Pick<Broker, 'publish'>,
  type: string,
  data: object,
  { id = randomUUID(), key = 'test' }: { id?: string; key?: string } = {},
): Promise<void> {
  const envelope = { id, type, version: 1, occurredAt: new Date().toISOString(), key, data }
  await broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(envelope)) })
}

/** An event of a coupon for this member. */
export const coupon = (memberId: number, id = 1) => ({
  id,
  campaignId: 1,
  memberId,
  name: '첫 구매 5,000원',
  issuedAt: '2026-11-23T05:00:00.000Z',
  validUntil: '2026-12-23T05:00:00.000Z',
})
