import { textOf } from './form.ts'

/** What a form says of an address of the book, as the API takes it and as the form shows it again. */
export const addressFrom = (form: FormData) => ({
  recipient: textOf(form, 'recipient'),
  phone: textOf(form, 'phone'),
  postcode: textOf(form, 'postcode'),
  line1: textOf(form, 'line1'),
  line2: textOf(form, 'line2'),
  isDefault: form.has('isDefault'),
})
