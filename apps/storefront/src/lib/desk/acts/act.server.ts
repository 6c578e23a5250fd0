import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import type { Outcome } from '@munova/http-client'
import type { ActAnswer } from './act-answer.ts'
import { keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { shownProblem } from '#lib/text/problem.ts'
import { chosenQuery } from '../query.ts'

/** What a form of the page asks for. */
export interface Asked {
  form: FormData
  /** The row that it is about; NaN without one. */
  of: number
}

/**
 * An administrator's act: done, back to the page, which says so; else the form with the reason and what was entered. `to` leads
 * elsewhere, from the value of the act.
 */
export async function act<Value>(
  event: RequestEvent,
  name: string,
  { make, to }: { make: (asked: Asked) => Promise<Outcome<Value>>; to?: (value: Value) => string },
) {
  requireRole(event, 'ADMIN')
  const form = await event.request.formData()
  const of = textOf(form, 'of')
  const made = await makeOnce(() => make({ form, of: Number(of || Number.NaN) }))
  if (!made.ok) return fail<ActAnswer>(made.problem.status, answer({ name, of, form }, made.problem))
  const query = chosenQuery(event.url, { withCursor: true })
  query.set('done', name)
  redirect(303, to?.(made.value) ?? `${event.url.pathname}?${query}`)
}

function answer(
  { name, of, form }: { name: string; of: string; form: FormData },
  problem: Parameters<typeof shownProblem>[0],
): ActAnswer {
  const texts = [...form].filter((field): field is [string, string] => typeof field[1] === 'string')
  const entered = { ...Object.fromEntries(texts), key: keyAfter(problem, textOf(form, 'key')) }
  return { act: name, of, problem: shownProblem(problem), entered }
}
