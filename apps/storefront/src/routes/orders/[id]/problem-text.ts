import type { OrdersText } from '#lib/text/ko/orders.ts'
import type { ShownProblem } from '#lib/text/problem.ts'

/** The problem with words of what is to be corrected, which the server says for programs only. */
export function inWords(problem: ShownProblem, text: OrdersText['order']): ShownProblem {
  const isWrong = (field: string) => Object.keys(problem.fields).some((name) => name.startsWith(field))
  if (isWrong('items')) return { ...problem, message: text.cancelNothing }
  if (isWrong('knownSince')) return { ...problem, message: text.knownSinceWrong }
  if (isWrong('refundAccount')) return { ...problem, message: text.accountWrong }
  return problem
}
