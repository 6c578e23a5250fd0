import type { SearchSuggestions, Suggestion } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Log } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import { folded } from './folded.ts'
import { inKorean } from './keyboard.ts'
import { Spelling } from './spelling.ts'
import { TermIndex } from './term-index.ts'

type Kind = Suggestion['kind']
/** Suggestions of each kind at most, and their order. */
const SHOWN: readonly (readonly [Kind, number])[] = [
  ['BRAND', 3],
  ['CATEGORY', 2],
  ['SEARCH', 3],
  ['PRODUCT', 5],
]
const SHOWN_TOGETHER = 10

/** With the other names of a brand. */
interface Term extends Suggestion {
  aliases: readonly string[]
}
interface Terms {
  indexes: ReadonlyMap<Kind, TermIndex<Term>>
  /** Brands by their other names, in lower case and without spaces. */
  brandsByAlias: ReadonlyMap<string, string>
  spelling: Spelling
  /** Of whoever has typed nothing yet. */
  popular: readonly Suggestion[]
}
interface SuggestionsOptions {
  sql: Sql
  config: CommerceConfig
  log: Log
}

/**
 * What is suggested while one types: brands and categories that have products, popular searches, and the names of popular products. All of it is in
 * memory, bounded by SUGGESTED_PRODUCTS and SUGGESTED_SEARCHES, and read anew by the first request after SUGGESTIONS_REFRESH_MS, which
 * does not wait for it.
 */
export class Suggestions {
  readonly #options: SuggestionsOptions
  #terms: Terms | undefined
  #readAt = -Infinity
  #reading: Promise<Terms> | undefined

  constructor(options: SuggestionsOptions) {
    this.#options = options
  }

  /** The best suggestions; what matches nothing is read as keys of a Korean keyboard. */
  async find(q = ''): Promise<SearchSuggestions> {
    const terms = await this.#current()
    if (q === '') return { q: '', items: [...terms.popular] }
    const items = suggest(terms, q)
    const korean = items.length > 0 ? undefined : inKorean(q)
    return korean === undefined ? { q, items } : { q: korean, items: suggest(terms, korean) }
  }

  /**
   * What words may mean that match nothing as they are, the likeliest first: brands by another name, the other keyboard, and words that
   * differ from known ones in a letter.
   */
  async readings(q: string): Promise<string[]> {
    const { brandsByAlias, spelling } = await this.#current()
    const korean = inKorean(q)
    const readings = [
      withBrands(brandsByAlias, q),
      korean,
      spelling.correct(q),
      korean && spelling.correct(korean),
    ]
    return [...new Set(readings.filter((reading) => reading !== undefined && reading !== q))] as string[]
  }

  /** Waits for a read under way, so that nothing uses the database afterwards. */
  async close(): Promise<void> {
    await this.#reading?.catch(() => undefined)
  }

  async #current(): Promise<Terms> {
    const { config, log } = this.#options
    if (performance.now() - this.#readAt >= config.SUGGESTIONS_REFRESH_MS) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
      this.#reading.catch((error: unknown) => log.warn({ err: error }, 'suggestions were not read'))
    }
    return this.#terms ?? this.#reading!
  }

  async #read(): Promise<Terms> {
    const startedAt = performance.now()
    const rows = await readTerms(this.#options)
    const indexes = new Map<Kind, TermIndex<Term>>()
    for (const [kind] of SHOWN) indexes.set(kind, await TermIndex.of(rows.filter((row) => row.kind === kind)))
    const popular = rows
      .filter(({ kind }) => kind === 'SEARCH')
      .slice(0, SHOWN_TOGETHER)
      .map(suggestionOf)
    this.#terms = {
      indexes,
      popular,
      brandsByAlias: new Map(
        rows
          .flatMap(({ text, aliases }) => aliases.map((alias) => [folded(alias), text] as const))
          .toReversed(),
      ),
      // Brands and categories before the names of products, of which there are many.
      spelling: new Spelling(
        rows
          .toSorted((one, other) => Number(one.kind === 'PRODUCT') - Number(other.kind === 'PRODUCT'))
          .flatMap(({ text, aliases }) => [text, ...aliases]),
        this.#options.config.SPELLING_WORDS,
      ),
    }
    this.#readAt = startedAt
    return this.#terms
  }
}

function suggest({ indexes }: Terms, q: string): Suggestion[] {
  const typed = q.toLowerCase()
  const found = SHOWN.flatMap(([kind, shown]) => indexes.get(kind)!.find(typed, shown))
  return found.slice(0, SHOWN_TOGETHER).map(suggestionOf)
}

const suggestionOf = ({ kind, id, text }: Term): Suggestion => ({ kind, id, text })

/** The words, or all of them together, with the brand that has them as another name; undefined when there is none. */
function withBrands(brands: ReadonlyMap<string, string>, q: string): string | undefined {
  const whole = brands.get(folded(q))
  if (whole !== undefined) return whole
  const words = q.split(/\s+/)
  const named = words.map((word) => brands.get(folded(word)) ?? word)
  return named.every((word, index) => word === words[index]) ? undefined : named.join(' ')
}

/** The terms of all kinds, the most popular first. */
async function readTerms({ sql, config }: SuggestionsOptions): Promise<Term[]> {
  // Once in a while: brands and categories by a scan of all products, products by the index products_popular.
  return retryOnConnectionLoss(
    () => sql<Term[]>`
      with shown as materialized (
        select brand_id, category_id, root_category_id, max(popularity) as popularity from products
        where status = 'PUBLISHED' group by brand_id, category_id, root_category_id
      ), popular as (
        select id, brand_id, name, popularity from products where status = 'PUBLISHED'
        order by popularity desc, id desc limit ${config.SUGGESTED_PRODUCTS}
      ), searched as (
        select text, score from search_scores where searches >= ${config.SEARCH_LEAST}
        order by score desc limit ${config.SUGGESTED_SEARCHES}
      )
      select kind, id, text, aliases from (
        select 'BRAND' as kind, brands.id, brands.name as text, aliases, max(popularity)::double precision as weight
        from brands join shown on brand_id = brands.id where not is_hidden group by brands.id
        union all
        select 'CATEGORY', categories.id, categories.name, '{}', max(popularity)
        from categories join shown on categories.id in (category_id, root_category_id) group by categories.id
        union all
        select 'SEARCH', null, text, '{}', score from searched
        union all
        select 'PRODUCT', popular.id, brands.name || ' ' || popular.name, '{}', popularity
        from popular join brands on brands.id = brand_id
      ) as term
      order by weight desc, id desc`,
  )
}
