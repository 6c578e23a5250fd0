import { randomUUID } from 'node:crypto'
import type { ApiProblem } from '@munova/http-client'
import { textOf } from './form.ts'

/** Identifies the change that a form makes by its field `key`: sent twice, it is made once. */
export const changeKey = (form: FormData) => ({ 'idempotency-key': textOf(form, 'key') || randomUUID() })

/** Whether the change may have been made after all: then only the same key may be sent again. */
export const isUncertain = ({ status, code }: ApiProblem): boolean =>
  status >= 500 || code === 'IDEMPOTENCY_KEY_IN_USE'

/** The key of the form after a problem: what is corrected in it is another change. */
export const keyAfter = (problem: ApiProblem, key: string): string =>
  isUncertain(problem) ? key : randomUUID()
