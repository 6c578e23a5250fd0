import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Sql } from '@munova/database'

type CopiedValue = string | number | boolean | Date | null

/** Rows that are sent at once. */
const BATCH = 500

/** What each column gets of a row. */
type CopiedColumns<Row> = Readonly<Record<string, (row: Row) => CopiedValue>>

/** COPY of rows into a table: its triggers and checks apply. The rows are made while they are sent. */
export async function copyRows<Row>(
  sql: Sql,
  table: string,
  columns: CopiedColumns<Row>,
  rows: Iterable<Row>,
): Promise<void> {
  const target = await sql`copy ${sql(table)} (${sql(Object.keys(columns))}) from stdin`.writable()
  await pipeline(Readable.from(batches(Object.values(columns), rows)), target)
}

function* batches<Row>(
  columns: readonly ((row: Row) => CopiedValue)[],
  rows: Iterable<Row>,
): Generator<string> {
  let lines = ''
  let count = 0
  for (const row of rows) {
    lines += `${columns.map((value) => written(value(row))).join('\t')}\n`
    if (++count % BATCH > 0) continue
    yield lines
    lines = ''
  }
  if (lines !== '') yield lines
}

/** A value in the text format of COPY. */
function written(value: CopiedValue): string {
  if (value === null) return '\\N'
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'string') return String(value)
  return value.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPED[character]!)
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
