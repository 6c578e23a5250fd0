import { error, fail } from '@sveltejs/kit'
import type { ApiProblem, Outcome } from '@munova/http-client'
import { shownProblem } from '#lib/text/problem.ts'

/** The value of an outcome that a page cannot do without; else the page of the error. */
export function valueOrError<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value
  const { status, title, code, requestId } = outcome.problem
  error(status, { status, message: title, code, ...(requestId && { requestId }) })
}

/** A form action's answer for a problem; the form shows it, with what was entered. */
export function failWith<Entered extends object>(problem: ApiProblem, entered: Entered) {
  return fail(problem.status, { problem: shownProblem(problem), entered })
}
