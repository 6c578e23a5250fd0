import { isTracing } from '@munova/service/tracing'
import type { Sql } from './connect.ts'
import { flatten, isFragment, type Fragment } from './fragment.ts'

declare const columns: unique symbol

/**
 * Rows of a statement that its parts read from. `Columns` names the columns that they have, with their types in
 * JavaScript. A function that needs `id` and `total` takes `Rows<{ id: number; total: number }>`; rows with more columns fit
 * too, rows with fewer do not compile.
 */
export interface Rows<Columns extends object = object> {
  /** Their name, for `from`, and before a column: `${changed.name}.id`. */
  readonly name: Fragment
  readonly [columns]?: Columns
}

/**
 * A common table expression as a value. What needs rows of it takes the value, and so depends neither on its name nor on
 * a convention: `with ${changed.definition} … select … from ${changed.name}`.
 */
export interface Cte<Columns extends object = object> extends Rows<Columns> {
  /** `name as (body)`, for `with`. */
  readonly definition: Fragment
}

/** Rows of a CTE that the statement defines itself, for parts that are built before it. */
export function rows<Columns extends object>(sql: Sql, name: string): Rows<Columns> {
  return { name: sql`${sql(name)}` }
}

/**
 * Names a statement part. `materialized` keeps PostgreSQL from merging a SELECT into the statement around it; with
 * anything that writes it has no effect.
 */
export function cte<Columns extends object>(
  sql: Sql,
  name: string,
  body: Fragment,
  { materialized = false }: { materialized?: boolean } = {},
): Cte<Columns> {
  return {
    name: sql`${sql(name)}`,
    definition: materialized ? sql`${sql(name)} as materialized (${body})` : sql`${sql(name)} as (${body})`,
  }
}

/**
 * Parts of a statement that are the same each time, a fragment or an object of fragments, built once for each pool. Each
 * fragment is a promise of the driver: the eighty of a long statement cost a tenth of a millisecond to make. For statements
 * that run often.
 */
export function perPool<Parts extends object>(build: (sql: Sql) => Parts): (sql: Sql) => Parts {
  const built = new WeakMap<Sql, Parts>()
  return (sql) => {
    const known = built.get(sql)
    if (known) return known
    // An event names the trace of the request that writes it.
    if (isTracing()) return build(sql)
    const parts = flattened(sql, build(sql))
    built.set(sql, parts)
    return parts
  }
}

function flattened<Parts extends object>(sql: Sql, parts: Parts): Parts {
  if (isFragment(parts)) return flatten(sql, parts) as Parts & Fragment
  const entries = Object.entries({ ...parts } as Record<string, unknown>)
  return Object.fromEntries(
    entries.map(([name, part]) => [name, isFragment(part) ? flatten(sql, part) : part]),
  ) as Parts
}

/** An expression of type `timestamptz` as the text that JSON carries, equal to `Date.toISOString()`; null stays null. */
export function isoInstant(sql: Sql, expression: Fragment): Fragment {
  // Connections have the time zone UTC.
  return sql`to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** Greater than any text that begins with the same characters. */
const LAST_CHARACTER = '\u{10ffff}'

/** That a text begins with `prefix`: a range of an index with the collation "C", which compares bytes. */
export function beginsWith(sql: Sql, text: Fragment, prefix: string): Fragment {
  return sql`${text} collate "C" >= ${prefix} and ${text} collate "C" < ${prefix + LAST_CHARACTER}`
}
