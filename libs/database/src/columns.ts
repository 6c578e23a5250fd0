import type { Sql } from './connect.ts'
import type { Fragment } from './fragment.ts'

/** SQL for each field of a row. */
export type Columns<Row> = { readonly [Field in keyof Row]-?: Fragment }

/**
 * `expression as "field", …`, for `select` and `returning`. With a type of a contract as `Row`, a field that the contract
 * has and the statement does not, or the other way round, does not compile; the type of what the SQL gives is not checked.
 * Instants are given as text by `isoInstant`, so that a row is what the contract says without another step.
 */
export function columnList<Row extends object>(sql: Sql, columns: Columns<Row>): Fragment {
  const entries = Object.entries<Fragment>(columns)
  // Names as text and not as one more fragment for each column: they are most of what a long list costs to build.
  const list = entries.flatMap(([field, expression], index) => {
    const comma = index === entries.length - 1 ? '' : ','
    return [expression, sql.unsafe(`as "${field.replaceAll('"', '""')}"${comma}`)]
  })
  return sql`${list}`
}
