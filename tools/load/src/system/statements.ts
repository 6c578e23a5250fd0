import type { Sql } from '@munova/database'

/** A normalized statement and how often it ran. */
export interface StatementCount {
  text: string
  calls: number
}

/** Resets the counts of a database that was opened with `countStatements`. */
export async function resetStatements(sql: Sql): Promise<void> {
  await sql`create extension if not exists pg_stat_statements`
  await sql`select pg_stat_statements_reset()`
}

/** The statements run in this database since the reset, most frequent first, without those of the counting itself. */
export async function countStatements(sql: Sql): Promise<StatementCount[]> {
  const rows = await sql<{ text: string; calls: number }[]>`
    select query as text, calls::int as calls from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query !~ 'pg_stat_statements'
    order by calls desc`
  return [...rows]
}
