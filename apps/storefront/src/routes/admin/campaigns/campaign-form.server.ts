import type { CommerceSchemas } from '@munova/commerce-client'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'

type CreateCampaign = CommerceSchemas['CreateCampaign']

/** A new campaign as the form says it. */
export function campaignOf(form: FormData): CreateCampaign {
  const number = (name: string) => Number(textOf(form, name))
  const optional = (name: string) => (textOf(form, name) ? number(name) : undefined)
  const admissions = optional('admissionsPerSecond')
  return {
    name: textOf(form, 'name'),
    discount:
      textOf(form, 'type') === 'PERCENT'
        ? { type: 'PERCENT', percent: number('percent'), cap: optional('cap') ?? null }
        : { type: 'FIXED', amount: number('amount') },
    scope: scopeOf(textOf(form, 'scope'), number('scopeId')),
    minimumOrder: optional('minimumOrder') ?? 0,
    quantity: number('quantity'),
    startsAt: koreanInstant(textOf(form, 'startsAt')),
    endsAt: koreanInstant(textOf(form, 'endsAt')),
    validUntil: koreanInstant(textOf(form, 'validUntil')),
    validDays: optional('validDays') ?? null,
    verifiedOnly: form.has('verifiedOnly'),
    ...(admissions !== undefined && { admissionsPerSecond: admissions }),
  }
}

function scopeOf(type: string, id: number): CommerceSchemas['CouponScope'] {
  if (type === 'CATEGORY') return { type, categoryId: id }
  if (type === 'BRAND') return { type, brandId: id }
  if (type === 'PRODUCT') return { type, productId: id }
  return { type: 'ALL' }
}
