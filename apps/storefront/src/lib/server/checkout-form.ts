import { randomUUID } from 'node:crypto'
import type { CommerceSchemas } from '@munova/commerce-client'
import { textOf } from './form.ts'

type SavedAddress = CommerceSchemas['SavedAddress']

/** What the form of the checkout says, as it is shown again. `address`: the id of a saved one, or `new`. */
export function enteredIn(form: FormData) {
  const text = (name: string) => textOf(form, name)
  return {
    key: text('key') || randomUUID(),
    address: text('address'),
    recipient: text('recipient'),
    phone: text('phone'),
    postcode: text('postcode'),
    line1: text('line1'),
    line2: text('line2'),
    save: form.has('save'),
    note: text('note'),
    coupon: text('coupon'),
    total: text('total'),
  }
}
export type Entered = ReturnType<typeof enteredIn>

/** The order of the whole cart, without the total that the buyer was shown. */
export function wanted(entered: Entered, saved: readonly SavedAddress[]) {
  const { recipient, phone, postcode, line1, line2 } =
    saved.find(({ id }) => String(id) === entered.address) ?? entered
  return {
    address: { recipient, phone, postcode, line1, line2 },
    note: entered.note,
    ...(entered.coupon && { couponId: Number(entered.coupon) }),
  }
}
