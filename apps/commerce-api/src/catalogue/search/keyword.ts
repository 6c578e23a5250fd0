import { cte, retryOnConnectionLoss, type Cte, type Fragment, type Sql } from '@munova/database'
import type { Category, ProductSort } from '@munova/commerce-contract'
import { leavesWith } from './category-words.ts'

/** Products of a word that are counted: one that has as many is frequent. */
const FREQUENT = 1_000

/** A word of a query, and the leaf categories that have it. */
interface Word {
  word: string
  leaves: number[]
}

interface CountedWord extends Word {
  /** The pair of its characters that the fewest products have; null for initials, of which there are few. */
  gram: string | null
  products: number
}

/** Words of a query as they are compared with products. */
export interface Keyword {
  words: readonly Word[]
  /** The word that the fewest products have. */
  rarest: CountedWord
}

/**
 * Words to look for: each occurs in the product's brand and name, a category or a colour, or in their initial consonants; spaces and
 * case make no difference. One character that stands alone is looked for at the beginnings of words. Undefined when there is a word that
 * no product has.
 */
export async function readKeyword(
  sql: Sql,
  categories: readonly Category[],
  q: string,
): Promise<Keyword | undefined> {
  const given = wordsOf(q)
  const leaves = given.map((word) => leavesWith(categories, word, given.length === 1))
  // One character among longer words narrows nothing down. Indexes product_postings_pkey, product_words_letters, products_leaf_new.
  const words = await retryOnConnectionLoss(
    () => sql<CountedWord[]>`
      with asked as materialized (
        select position, search_fold(word) as word, leaves::int[] as leaves
        from unnest(${given}::text[], ${leaves.map((ids) => `{${ids.join()}}`)}::text[]) with ordinality as given (word, leaves, position)
      )
      select word, leaves, best.gram, coalesce(best.products, ${FREQUENT}::int) + of_leaves.products as products
      from asked cross join lateral (
        select count(*)::int as products from (
          select from products where category_id = any(leaves) and status = 'PUBLISHED' limit ${FREQUENT}
        ) as counted
      ) as of_leaves left join lateral (
        select pair.gram, counted.products from (
          select character_pairs(word) as gram where not ${hasInitialsOnly(sql, sql`word`)}
        ) as pair cross join lateral (
          select count(*)::int as products from (
            select from product_postings where product_postings.gram = pair.gram limit ${FREQUENT}
          ) as posting
        ) as counted
        union all
        select null, counted.products from (
          select where ${hasInitialsOnly(sql, sql`word`)} and (char_length(word) > 1 or ${given.length === 1})
        ) as sought cross join lateral (
          select count(*)::int as products from (
            select from product_words where ${hasLetters(sql, sql`word`)} limit ${FREQUENT}
          ) as lettered
        ) as counted
        order by products limit 1
      ) as best on true
      order by position`,
  )
  const [rarest] = words.toSorted((one, other) => one.products - other.products)
  return rarest && rarest.products > 0 ? { words, rarest } : undefined
}

/** What a list of products with certain words reads from. */
export interface KeywordSource {
  /** For `with`; only of a rare word. */
  candidates?: Cte<{ id: number }>
  /** Joins of `products`. */
  joins: Fragment
  condition: Fragment
}

/**
 * The products of a rare word are looked at one and all, and sorted afterwards. Of a frequent one so many match that a walk in the order of
 * the list soon has a page. By popularity the postings of a pair are in that order themselves. Without an order all products are wanted.
 */
export function keywordSource(sql: Sql, { words, rarest }: Keyword, sort?: ProductSort): KeywordSource {
  const { word, gram, leaves, products } = rarest
  const joins = sql`join product_words on product_words.product_id = products.id`
  const condition = sql`(${words.map((each, index) => sql`${index === 0 ? sql`` : sql`and`} ${hasWord(sql, each, words.length === 1)}`)})`
  if (sort === 'popular' && gram !== null && leaves.length === 0) {
    return {
      joins: sql`${joins} join product_postings as posting on posting.product_id = products.id and posting.popularity = products.popularity`,
      condition: sql`posting.gram = ${gram} and ${condition}`,
    }
  }
  if (products >= FREQUENT && sort !== undefined) return { joins, condition }
  const candidates = cte<{ id: number }>(
    sql,
    'candidates',
    sql`
      ${
        gram === null
          ? sql`select product_id as id from product_words where ${hasLetters(sql, sql`${word}::text`)}`
          : sql`select product_id as id from product_postings where gram = ${gram}`
      }
      ${
        // Only where there are some: a plan for any categories expects so many products that it reads all words.
        leaves.length === 0
          ? sql``
          : sql`union select id from products where category_id = any(${leaves}::int[]) and status = 'PUBLISHED'`
      }`,
    { materialized: true },
  )
  return {
    candidates,
    joins: sql`${joins} join ${candidates.name} as candidates on candidates.id = products.id`,
    condition,
  }
}

function hasWord(sql: Sql, { word, leaves }: Word, isAlone: boolean): Fragment {
  const inCategory = leaves.length === 0 ? sql`` : sql`or products.category_id = any(${leaves}::int[])`
  return isAlone && Array.from(word).length === 1
    ? sql`(strpos(product_words.initials, ${word}) > 0 ${inCategory})`
    : sql`(strpos(product_words.text, ${word}) > 0 or strpos(product_words.consonants, ${word}) > 0 ${inCategory})`
}

/** Whether a word is one character, or made of initial consonants: the postings do not have it. */
const hasInitialsOnly = (sql: Sql, word: Fragment): Fragment =>
  sql`(char_length(${word}) = 1 or (${word} ~ '[ㄱ-ㅎ]' and ${word} !~ '[가-힣]'))`

/** That the letters of a word are among those of a product, in any order. */
const hasLetters = (sql: Sql, word: Fragment): Fragment => sql`
  letter_grams(initials, consonants) @> case when char_length(${word}) = 1 then array[${word}]
    else array(select character_pairs(${word})) end`

/** Single characters with spaces between them are one word. */
function wordsOf(q: string): string[] {
  const words = q.split(' ')
  return words.every((word) => Array.from(word).length === 1) ? [words.join('')] : words
}
