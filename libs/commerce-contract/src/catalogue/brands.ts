import * as z from 'zod'
import { singleLine } from '@munova/text-contract'
import { page } from '../page.ts'
import { Id } from '../primitives.ts'

export const Brand = z.object({ id: Id, name: z.string() })
export type Brand = z.infer<typeof Brand>

/** Ordered by name, without those that are hidden. */
export const BrandPage = page(Brand)
export type BrandPage = z.infer<typeof BrandPage>

/** The name of a brand, 1 to 50 characters. */
const BrandName = singleLine({ max: 50 })

/** Other names that people look for a brand by. */
const BrandAliases = z.array(BrandName).max(10)

export const CreateBrand = z.strictObject({ name: BrandName })
export type CreateBrand = z.infer<typeof CreateBrand>

/** Absent fields stay unchanged; `aliases` replaces all of them. A hidden brand is not listed; its products keep it and stay on sale. */
export const ChangeBrand = z
  .strictObject({
    name: BrandName.optional(),
    isHidden: z.boolean().optional(),
    aliases: BrandAliases.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must contain name, isHidden or aliases',
  })
export type ChangeBrand = z.infer<typeof ChangeBrand>

/** A brand as an administrator sees it. */
export const AdminBrand = z.object({ ...Brand.shape, isHidden: z.boolean(), aliases: z.array(z.string()) })
export type AdminBrand = z.infer<typeof AdminBrand>

/** Ordered by name. */
export const AdminBrandPage = page(AdminBrand)
export type AdminBrandPage = z.infer<typeof AdminBrandPage>
