import * as z from 'zod'
import { singleLine } from '@munova/text-contract'
import { Email } from './members.ts'
import { PhoneNumber } from './phone-numbers.ts'

/** The weights of the first nine digits; the last one is the check digit. */
const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** The check digit of a Korean business registration number, of its first nine digits. */
export function businessCheckDigit(digits: string): number {
  const products = WEIGHTS.map((weight, index) => weight * Number(digits[index]))
  // The last product counts with both of its digits.
  const sum = products.reduce((total, product) => total + product, Math.floor(products.at(-1)! / 10))
  return (10 - (sum % 10)) % 10
}

/** A business registration number: ten digits, with or without hyphens or spaces; stored as 123-45-67891. */
export const BusinessNumber = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/[\s-]/g, ''))
  .pipe(
    z
      .string()
      .regex(/^\d{10}$/, { error: 'must be ten digits', abort: true })
      .refine((digits) => businessCheckDigit(digits) === Number(digits[9]), 'must have a valid check digit'),
  )
  .transform((digits) => `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`)

/** The identity of a seller, which buyers are shown (E-commerce Act, articles 13 and 20). */
export const Business = z.strictObject({
  companyName: singleLine({ max: 100 }),
  representative: singleLine({ max: 50 }),
  address: singleLine({ max: 200 }),
  phone: PhoneNumber,
  email: Email,
  registrationNumber: BusinessNumber,
  /** The number of the mail-order report, such as 2026-서울중구-0123; null: exempt from the report. */
  mailOrderNumber: singleLine({ max: 50 }).nullable(),
})
export type Business = z.infer<typeof Business>

/** A stored business. */
export const KnownBusiness = z.object({
  companyName: z.string(),
  representative: z.string(),
  address: z.string(),
  phone: z.string(),
  email: z.string(),
  registrationNumber: z.string(),
  mailOrderNumber: z.string().nullable(),
})
export type KnownBusiness = z.infer<typeof KnownBusiness>
