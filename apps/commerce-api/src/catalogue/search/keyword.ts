import { cte, retryOnConnectionLoss, type Cte, type Fragment, type Sql } from '@munova/database'

/** Products of a gram that are counted: one that has as many is frequent. */
const FREQUENT = 1_000

/** Words of a query as they are compared with products. */
export interface Keyword {
  words: readonly string[]
  /** The gram of them that the fewest products have. */
  gram: string
  isFrequent: boolean
}

/**
 * Words to look for: each occurs in the product's brand and name, a category or a colour, or in their initial consonants; spaces and
 * case make no difference. One character that stands alone is looked for at the beginnings of words. Undefined when there is a gram that
 * no product has.
 */
export async function readKeyword(sql: Sql, q: string): Promise<Keyword | undefined> {
  // Words of one character narrow nothing down: the others find what they are compared with. Index product_grams_pkey.
  const [rarest] = await retryOnConnectionLoss(
    () => sql<{ words: string[]; gram: string; products: number }[]>`
      with asked as materialized (
        select array_agg(search_fold(word) order by position) as words
        from unnest(${wordsOf(q)}::text[]) with ordinality as given (word, position)
      )
      select words, gram, products from asked, (
        select character_pairs(word) as gram from asked, unnest(words) as word
        union
        select words[1] from asked where cardinality(words) = 1 and char_length(words[1]) = 1
      ) as given, lateral (
        select count(*) as products from (
          select from product_grams where product_grams.gram = given.gram limit ${FREQUENT}
        ) as counted
      ) as found
      order by products limit 1`,
  )
  if (!rarest || rarest.products === 0) return undefined
  return { words: rarest.words, gram: rarest.gram, isFrequent: rarest.products === FREQUENT }
}

/** What a list of products with certain words reads from. */
export interface KeywordSource {
  /** For `with`; only of a rare gram. */
  candidates?: Cte<{ id: number }>
  /** Joins of `products`. */
  joins: Fragment
  condition: Fragment
}

/**
 * The products of a rare gram are looked at one and all, and sorted afterwards. Of a frequent one so many match that a walk in the order of the
 * list soon has a page. Indexes product_grams_pkey, product_search_pkey.
 */
export function keywordSource(sql: Sql, { words, gram, isFrequent }: Keyword): KeywordSource {
  const joins = sql`join product_search on product_search.product_id = products.id`
  const condition = hasWords(sql, words)
  if (isFrequent) return { joins, condition }
  const candidates = cte<{ id: number }>(
    sql,
    'candidates',
    sql`
      select product_id as id from product_grams join product_search using (product_id)
      where gram = ${gram} and ${condition}`,
    { materialized: true },
  )
  return {
    candidates,
    joins: sql`join ${candidates.name} as candidates on candidates.id = products.id`,
    condition: sql`true`,
  }
}

function hasWords(sql: Sql, words: readonly string[]): Fragment {
  const [only = ''] = words
  if (words.length === 1 && Array.from(only).length === 1) return sql`${only} = any(product_search.grams)`
  return sql`
    not exists (
      select from unnest(${words}::text[]) as word
      where strpos(product_search.text, word) = 0 and strpos(product_search.consonants, word) = 0)`
}

/** Single characters with spaces between them are one word. */
function wordsOf(q: string): string[] {
  const words = q.split(' ')
  return words.every((word) => Array.from(word).length === 1) ? [words.join('')] : words
}
