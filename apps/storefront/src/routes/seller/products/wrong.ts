import type { ShownProblem } from '#lib/text/problem.ts'
import type { SellerProductsText } from '#lib/text/ko/seller-products.ts'

type Words = Pick<SellerProductsText, 'wrong'>

/** What is wrong with a field, or with a part of it; `within`: what its path begins with, such as `colors.0.`. */
export function wrongField(
  problem: ShownProblem | undefined,
  field: keyof SellerProductsText['wrong'],
  text: Words,
  within = '',
): string | undefined {
  const path = within + field
  const isWrong = Object.keys(problem?.fields ?? {}).some(
    (wrong) => wrong === path || wrong.startsWith(`${path}.`),
  )
  return isWrong ? text.wrong[field] : undefined
}
