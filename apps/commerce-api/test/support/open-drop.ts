import assert from 'node:assert/strict'
import type { Person, Shop } from './open-shop.ts'

/** Opens a waiting room of a product that admits at once whoever comes. */
export async function openDrop(shop: Pick<Shop, 'call'>, admin: Person, productId: number): Promise<void> {
  const opened = await shop.call(`PUT /v1/admin/waiting-rooms/product/${productId}`, {
    as: admin,
    body: {
      opensAt: new Date(Date.now() - 1_000).toISOString(),
      closesAt: new Date(Date.now() + 3_600_000).toISOString(),
      admissionsPerSecond: 1_000,
      capacity: 100,
    },
  })
  assert.equal(opened.status, 204, JSON.stringify(opened.body))
}
