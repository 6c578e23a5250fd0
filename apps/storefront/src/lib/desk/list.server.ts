import type { Outcome } from '@munova/http-client'
import { valueOrError } from '#lib/server/problems.ts'
import { shownProblem, type ShownProblem } from '#lib/text/problem.ts'

/** What the address says of a list, without what is empty. */
export function searchOf<Name extends string>(
  url: URL,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const given = names.map((name) => [name, url.searchParams.get(name)?.trim()] as const)
  return Object.fromEntries(given.filter(([, value]) => value)) as Partial<Record<Name, string>>
}

/** A page of a list; a search that cannot be is answered on the page, with what was entered. */
export function listed<Item>(
  url: URL,
  found: Outcome<{ items: Item[]; nextCursor: string | null }>,
): { items: Item[]; nextCursor: string | null; isFirst: boolean; problem: ShownProblem | undefined } {
  const isFirst = !url.searchParams.get('cursor')
  if (!found.ok && found.problem.status === 400)
    return { items: [], nextCursor: null, isFirst, problem: shownProblem(found.problem) }
  const { items, nextCursor } = valueOrError(found)
  return { items, nextCursor, isFirst, problem: undefined }
}
