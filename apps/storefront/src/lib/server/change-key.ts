import { randomUUID } from 'node:crypto'
import { textOf } from './form.ts'

/** Identifies the change that a form makes by its field `key`: sent twice, it is made once. */
export const changeKey = (form: FormData) => ({ 'idempotency-key': textOf(form, 'key') || randomUUID() })
