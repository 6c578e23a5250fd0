import * as z from 'zod'
import { multiLine, singleLine } from '@munova/text-contract'
import { PhoneNumber } from '../accounts/phone-numbers.ts'

/**
 * What the notice on product information in electronic commerce asks of shoes. Colours and lengths of the foot are those of
 * the product's `colors`.
 */
export const Disclosure = z.strictObject({
  /** The main material; of sneakers the outside and the lining. */
  material: singleLine({ max: 200 }),
  /** Null: the shoe has no heel of a material of its own. */
  heelHeightMm: z.int().min(1).max(300).nullable(),
  manufacturer: singleLine({ max: 100 }),
  /** Null: not imported. */
  importer: singleLine({ max: 100 }).nullable(),
  countryOfOrigin: singleLine({ max: 50 }),
  /** How to handle the shoes. */
  care: multiLine({ max: 1_000, trim: true }),
  /** The standard by which the quality is warranted. */
  warranty: multiLine({ max: 1_000, trim: true }),
  /** Who answers for the service after the sale. */
  serviceContact: singleLine({ max: 100 }),
  servicePhone: PhoneNumber,
})
export type Disclosure = z.infer<typeof Disclosure>

/** A stored disclosure. */
export const KnownDisclosure = z.object({
  material: z.string(),
  heelHeightMm: z.int().nullable(),
  manufacturer: z.string(),
  importer: z.string().nullable(),
  countryOfOrigin: z.string(),
  care: z.string(),
  warranty: z.string(),
  serviceContact: z.string(),
  servicePhone: z.string(),
})
export type KnownDisclosure = z.infer<typeof KnownDisclosure>
