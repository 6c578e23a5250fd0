import { ShipmentLine } from '@munova/commerce-contract'
import { wrongPaths, type RejectedPath } from '@munova/service'
import { readCsvFile } from '../../csv/file.ts'

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
const needed = ['orderNumber', 'courier', 'trackingNumber'] as const

/** The lines of a shipment file after the one of the column names. Throws VALIDATION_FAILED when it is none, or too long. */
export async function readShipmentFile(
  text: string,
  { maxLines }: { maxLines: number },
): Promise<FileLine[]> {
  const { lines } = await readCsvFile<keyof ShipmentLine>(text, { names: columns, needed, maxLines })
  return lines.map(({ line, cells }) => {
    const parsed = ShipmentLine.safeParse(cells)
    const orderNumber = cells.orderNumber.slice(0, 64)
    if (parsed.success) return { line, orderNumber, parcel: parsed.data }
    return { line, orderNumber, rejected: wrongPaths(parsed.error)[0]! }
  })
}
