import * as z from 'zod'
import { page } from '../page.ts'
import { Id } from '../primitives.ts'

export const Brand = z.object({ id: Id, name: z.string() })
export type Brand = z.infer<typeof Brand>

/** Ordered by name. */
export const BrandPage = page(Brand)
export type BrandPage = z.infer<typeof BrandPage>
