import type { CommerceFieldText } from '@munova/commerce-contract'
import type { SaidParams } from '@munova/text-contract'
import { problem, rejectedPath } from '../problems.ts'
import { inTurns } from './in-turns.ts'
import { csvRecords, MalformedCsv, TooManyFields, type CsvRecord } from './records.ts'

/** The names of each column, in small letters without spaces: as the contract has it, and in Korean, what people call it first. */
export type ColumnNames<Column extends string> = Readonly<Record<Column, readonly string[]>>

/** A line of a file: the cells of the columns that are known, without white space at their ends. */
export interface CsvLine<Column extends string> {
  line: number
  cells: Record<Column, string>
}

export interface CsvFile<Column extends string> {
  /** The columns that the file has. */
  columns: ReadonlySet<Column>
  lines: CsvLine<Column>[]
}

interface FileOptions<Column extends string> {
  names: ColumnNames<Column>
  needed: readonly Column[]
  maxLines: number
}

/**
 * The lines of a file after the one of the column names; columns that nobody knows are left out. It is read in steps, between which other
 * requests go on. Throws VALIDATION_FAILED when it is no such file, or has more lines.
 */
export async function readCsvFile<Column extends string>(
  text: string,
  { names, needed, maxLines }: FileOptions<Column>,
): Promise<CsvFile<Column>> {
  const records = recordsOf(text)
  const titles = records.next().value?.fields.map((field) => field.replaceAll(/\s/g, '').toLowerCase()) ?? []
  const known = Object.entries<readonly string[]>(names) as [Column, readonly string[]][]
  const at = known.map(([column, ofColumn]) => ({
    column,
    index: titles.findIndex((title) => ofColumn.includes(title)),
  }))
  const columns = new Set(at.filter(({ index }) => index !== -1).map(({ column }) => column))
  const missing = needed.find((column) => !columns.has(column))
  if (missing) throw invalid('must have a column {name}', { name: missing })
  const lines: CsvLine<Column>[] = []
  for await (const { line, fields } of inTurns(records)) {
    if (lines.length === maxLines) throw invalid('must have at most {lines} lines', { lines: maxLines })
    const cells = at.map(({ column, index }) => [column, fields[index]?.trim() ?? ''] as const)
    lines.push({ line, cells: Object.fromEntries(cells) as Record<Column, string> })
  }
  if (lines.length === 0) throw invalid('must have a line after that of the column names')
  return { columns, lines }
}

function* recordsOf(text: string): Generator<CsvRecord, undefined> {
  try {
    yield* csvRecords(text)
    return undefined
  } catch (error) {
    if (error instanceof TooManyFields)
      throw invalid('line {line} has too many columns', { line: error.line })
    if (!(error instanceof MalformedCsv)) throw error
    throw invalid('line {line} is not CSV (RFC 4180)', { line: error.line })
  }
}

const invalid = (text: CommerceFieldText, params?: SaidParams) =>
  problem('VALIDATION_FAILED', { errors: [rejectedPath('body', text, params)] })
