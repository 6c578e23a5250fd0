import type { ShownProblem } from '#lib/text/problem.ts'

/** Why an act was not done, for the form that sent it. */
export interface ActAnswer {
  act: string
  /** The row that it is about; empty for the page's only form of this kind. */
  of: string
  problem: ShownProblem
  entered: Record<string, string>
}
