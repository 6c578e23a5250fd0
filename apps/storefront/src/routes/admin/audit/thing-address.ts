import type { CommerceSchemas } from '@munova/commerce-client'
import { resolve } from '$app/paths'

/** The page of a thing in the back office, or in the shop; undefined for what has none of its own. */
export function thingAddress({
  thing,
  thingId,
}: Pick<CommerceSchemas['AuditEntry'], 'thing' | 'thingId'>): string | undefined {
  const id = String(thingId)
  switch (thing) {
    case 'member':
      return resolve('/admin/members/[id]', { id })
    case 'order':
      return resolve('/admin/orders/[id]', { id })
    case 'coupon-campaign':
      return resolve('/admin/campaigns/[id]', { id })
    case 'product':
      return resolve('/products/[id]', { id })
    case 'brand':
      return resolve('/admin/brands')
    case 'banner':
      return resolve('/admin/banners')
    case 'pin-list':
      return resolve('/admin/pins')
    case 'category':
      return resolve('/admin/categories')
    default:
      return undefined
  }
}
