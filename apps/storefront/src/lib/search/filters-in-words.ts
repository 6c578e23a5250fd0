import { colors as english } from '../text/en/colors.ts'
import { colors as korean } from '../text/ko/colors.ts'

/** What words say of a list besides what is searched for. */
export interface WordFilters {
  /** The words that are left. */
  q: string
  size: number[]
  color: string[]
  minPrice?: number
  maxPrice?: number
}

/** Families by the names that the filter gives them, in both languages; `베이지·크림` are two. */
const families = new Map(
  [korean, english].flatMap((names) =>
    Object.entries(names).flatMap(([family, name]) =>
      name.split(/[·,]/).map((word) => [word.trim().toLowerCase(), family] as const),
    ),
  ),
)
/** The highest price that commerce-api knows. */
const HIGHEST = 100_000_000
const PRICE =
  /(?<![\d,])(?<amount>\d{1,3}(?:,\d{3})+|\d{1,8})\s*(?<unit>만|천)?\s*원?\s*(?<side>이하|미만|까지|이내|이상|부터)(?!\S)/g
const SIZE = /^(\d{3})(?:mm)?$/i
const units: Readonly<Record<string, number>> = { 만: 10_000, 천: 1_000 }

/** Reads `블랙 러닝화 270 10만원 이하` as a list of running shoes; undefined where no size, price or colour is named. */
export function filtersInWords(q: string, sizes: readonly number[]): WordFilters | undefined {
  const filters: WordFilters = { q: '', size: [], color: [] }
  const unpriced = q.replaceAll(PRICE, (text: string, ...groups) => {
    const { amount, unit, side } = groups.at(-1) as { amount: string; unit?: string; side: string }
    const price = Number(amount.replaceAll(',', '')) * (units[unit ?? ''] ?? 1)
    if (price > HIGHEST) return text
    filters[side === '이상' || side === '부터' ? 'minPrice' : 'maxPrice'] = price
    return ' '
  })
  const left = unpriced.split(/\s+/).filter((word) => {
    const size = Number(SIZE.exec(word)?.[1])
    const family = families.get(word.toLowerCase())
    if (sizes.includes(size)) filters.size.push(size)
    else if (family) filters.color.push(family)
    else return word !== ''
    return false
  })
  filters.q = left.join(' ')
  return filters.q === q ? undefined : filters
}
