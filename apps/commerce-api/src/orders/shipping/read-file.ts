import { ShipmentLine, type CommerceFieldText } from '@munova/commerce-contract'
import { wrongPaths, type RejectedPath } from '@munova/service'
import type { SaidParams } from '@munova/text-contract'
import { problem, rejectedPath } from '../../problems.ts'
import { csvRecords, MalformedCsv, type CsvRecord } from './csv.ts'

/** A line of a shipment file: what it says, or why it says nothing. */
export interface FileLine {
  line: number
  orderNumber: string
  parcel?: ShipmentLine
  rejected?: RejectedPath
}

/** The names of each column: as the contract has it, and in Korean, what people call it first. */
export const columns = {
  orderNumber: ['ordernumber', '주문번호'],
  courier: ['courier', '택배사'],
  trackingNumber: ['trackingnumber', '운송장번호', '송장번호'],
  itemId: ['itemid', '상품번호'],
} satisfies Record<keyof ShipmentLine, string[]>
const names = Object.entries(columns)
const needed = ['orderNumber', 'courier', 'trackingNumber'] as const

/** The lines of a shipment file after the one of the column names. Throws VALIDATION_FAILED when it is none, or too long. */
export function readShipmentFile(text: string, { maxLines }: { maxLines: number }): FileLine[] {
  const [header, ...records] = recordsOf(text)
  const titles = header?.fields.map((field) => field.replaceAll(/\s/g, '').toLowerCase()) ?? []
  const at = Object.fromEntries(
    names.map(([column, known]) => [column, titles.findIndex((title) => known.includes(title))]),
  )
  const missing = needed.find((column) => at[column] === -1)
  if (missing) throw invalid('must have a column {name}', { name: missing })
  if (records.length === 0) throw invalid('must have a line after that of the column names')
  if (records.length > maxLines) throw invalid('must have at most {lines} lines', { lines: maxLines })
  return records.map(({ line, fields }) => {
    const cells = Object.fromEntries(
      names.map(([column]) => [column, fields[at[column] ?? -1]?.trim() ?? '']),
    )
    const parsed = ShipmentLine.safeParse(cells)
    const orderNumber = (cells['orderNumber'] ?? '').slice(0, 64)
    if (parsed.success) return { line, orderNumber, parcel: parsed.data }
    return { line, orderNumber, rejected: wrongPaths(parsed.error)[0]! }
  })
}

function recordsOf(text: string): CsvRecord[] {
  try {
    return [...csvRecords(text)]
  } catch (error) {
    if (!(error instanceof MalformedCsv)) throw error
    throw invalid('line {line} is not CSV (RFC 4180)', { line: error.line })
  }
}

const invalid = (text: CommerceFieldText, params?: SaidParams) =>
  problem('VALIDATION_FAILED', { errors: [rejectedPath('body', text, params)] })
