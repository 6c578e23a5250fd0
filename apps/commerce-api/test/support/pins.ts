import type { Pin, PinList } from '@munova/commerce-contract'
import { inHours } from './open-campaign.ts'
import type { Person, Shop } from './open-shop.ts'

/** A pin that is shown. */
export const pin = (productId: number, change: Partial<Pin> = {}): Pin => ({
  productId,
  startsAt: inHours(-1),
  endsAt: inHours(24),
  ...change,
})

/** Sets the pins of a list as it is now. */
export async function setPins(
  shop: Pick<Shop, 'call'>,
  as: Person,
  pins: readonly Pin[],
  categoryId: number | null = null,
): Promise<{ status: number; body: PinList & { code?: string } }> {
  const query = categoryId === null ? '' : `?category=${categoryId}`
  const { body: list } = await shop.call<PinList>(`GET /v1/admin/pins${query}`, { as })
  const body = { categoryId, expectedRevision: list.revision, pins }
  return shop.call<PinList & { code?: string }>('PUT /v1/admin/pins', { as, body })
}
