import * as z from 'zod'
import { Id, Instant } from '../primitives.ts'
import { PhoneNumber } from './phone-numbers.ts'
import { singleLine } from '@munova/text-contract'

/** A Korean postcode: five digits, since 2015. */
export const Postcode = z.string().regex(/^\d{5}$/, 'must be five digits')

/** A delivery address. */
export const Address = z.strictObject({
  recipient: singleLine({ max: 50 }),
  phone: PhoneNumber,
  postcode: Postcode,
  /** Road name and number. */
  line1: singleLine({ max: 100 }),
  /** Building, floor, unit. */
  line2: singleLine({ min: 0, max: 100 }).default(''),
})
export type Address = z.infer<typeof Address>

/** An address of the address book. `isDefault`: it becomes the default; otherwise the default stays as it is. */
export const AddressEntry = z.strictObject({ ...Address.shape, isDefault: z.boolean().default(false) })
export type AddressEntry = z.infer<typeof AddressEntry>

/** A stored address. */
export const KnownAddress = z.object({
  recipient: z.string(),
  phone: z.string(),
  postcode: z.string(),
  line1: z.string(),
  line2: z.string(),
})
export type KnownAddress = z.infer<typeof KnownAddress>

/** One entry of a member's address book; exactly one is the default. */
export const SavedAddress = z.object({
  id: Id,
  ...KnownAddress.shape,
  isDefault: z.boolean(),
  createdAt: Instant,
})
export type SavedAddress = z.infer<typeof SavedAddress>

/** The whole address book in one page, since it is short: the default first, then the newest. */
export const AddressList = z.object({ items: z.array(SavedAddress), nextCursor: z.null() })
export type AddressList = z.infer<typeof AddressList>
