import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiProblem, Outcome } from '@munova/http-client'
import { textOf } from './form.ts'

/** Identifies the change that a form makes by its field `key`: sent twice, it is made once. */
export const changeKey = (form: FormData) => ({ 'idempotency-key': textOf(form, 'key') || randomUUID() })

/** Whether the change may have been made after all: then only the same key may be sent again. */
export const isUncertain = ({ status, code }: ApiProblem): boolean =>
  status >= 500 || code === 'IDEMPOTENCY_KEY_IN_USE'

/** The key of the form after a problem: what is corrected in it is another change. */
export const keyAfter = (problem: ApiProblem, key: string): string =>
  isUncertain(problem) ? key : randomUUID()

/** The first of two equal forms is under way for a moment. */
const ATTEMPTS = 10
const PAUSE_MS = 300

/** Makes a change with a key. Of two that were sent at the same moment the second waits for the outcome of the first, and has it. */
export async function makeOnce<Value>(make: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  for (let attempt = 1; ; attempt++) {
    const made = await make()
    if (made.ok || made.problem.code !== 'IDEMPOTENCY_KEY_IN_USE' || attempt === ATTEMPTS) return made
    await delay(PAUSE_MS)
  }
}
