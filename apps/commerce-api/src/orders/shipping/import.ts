import type { ImportedLine, ShipmentImport, ShipmentLine } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { Problem } from '@munova/service'
import pLimit from 'p-limit'
import type { RequestActor } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { reasonOf, reasonOfRejected } from '../../csv/reason.ts'
import { problem } from '../../problems.ts'
import { columns, readShipmentFile, type FileLine } from './read-file.ts'
import { shipOnce, type ShippedParcel } from './ship.ts'

/** Lines about the same parcel: one for each of its items, or one for all. */
interface ParcelLines {
  parcel: ShipmentLine
  lines: FileLine[]
}

type Outcome = Pick<ImportedLine, 'result' | 'shipmentId' | 'code' | 'reason'>

/**
 * Ships what the lines of a file say; a line that fails does not stop the others. It needs no Idempotency-Key: a parcel of an order
 * is known by its courier and tracking number, so a repeated file, or a repeated line, ships nothing twice. Throws
 * VALIDATION_FAILED when the text is no shipment file. Reasons are in the language.
 */
export async function importShipments(
  context: Context,
  seller: RequestActor,
  { text, language }: { text: string; language: string },
): Promise<ShipmentImport> {
  const { sql, config } = context
  const lines = await readShipmentFile(text, { maxLines: config.SHIPMENT_IMPORT_LINES })
  const orders = await orderIds(sql, seller.memberId, lines)
  const outcomes = new Map<FileLine, Outcome>()
  // One parcel of an order at a time, since each changes the order.
  const byOrder = [...Map.groupBy(lines, ({ orderNumber, parcel }) => parcel?.orderNumber ?? orderNumber)]
  await pLimit(config.SHIPMENT_IMPORT_CALLS).map(byOrder, async ([number, ofOrder]) => {
    const orderId = orders.get(number)
    for (const { parcel, lines: same } of parcelsOf(ofOrder)) {
      const outcome = orderId
        ? await outcomeOf(
            () => shipOnce(context, { seller, orderId }, { ...parcel, itemIds: itemsOf(same) }),
            language,
          )
        : failed(problem('ORDER_NOT_FOUND'), language)
      for (const line of same) outcomes.set(line, outcome)
    }
  })
  context.outbox.wake()
  return summaryOf(
    lines.map((line) => ({
      line: line.line,
      orderNumber: line.orderNumber,
      ...(outcomes.get(line) ?? unread(line, language)),
    })),
  )
}

function parcelsOf(lines: readonly FileLine[]): ParcelLines[] {
  const valid = lines.flatMap((line) => (line.parcel ? [{ ...line.parcel, line }] : []))
  const groups = Map.groupBy(valid, ({ courier, trackingNumber }) => `${courier} ${trackingNumber}`)
  return [...groups.values()].map((same) => ({
    parcel: same[0]!,
    lines: same.map(({ line }) => line),
  }))
}

/** Undefined, for all items, when one of the lines names none. */
function itemsOf(lines: readonly FileLine[]): number[] | undefined {
  const ids = lines.map(({ parcel }) => parcel?.itemId)
  return ids.includes(undefined) ? undefined : [...new Set(ids as number[])]
}

async function outcomeOf(ship: () => Promise<ShippedParcel>, language: string): Promise<Outcome> {
  try {
    const { shipmentId, isRepeated } = await ship()
    return { result: isRepeated ? 'REPEATED' : 'SHIPPED', shipmentId, code: null, reason: null }
  } catch (error) {
    // Anything else fails the request: the client repeats it, and what was shipped is not shipped again.
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return failed(error, language)
  }
}

function failed(why: Problem, language: string): Outcome {
  return { result: 'FAILED', shipmentId: null, code: why.code, reason: reasonOf(why, language) }
}

function unread({ rejected }: FileLine, language: string): Outcome {
  const failure = failed(problem('VALIDATION_FAILED'), language)
  return rejected ? { ...failure, reason: reasonOfRejected(rejected, { language, names: columns }) } : failure
}

/** The ids of the orders of which the seller sold something, by number. */
async function orderIds(
  sql: Sql,
  sellerId: number,
  lines: readonly FileLine[],
): Promise<Map<string, number>> {
  const numbers = [...new Set(lines.flatMap(({ parcel }) => parcel?.orderNumber ?? []))]
  // Indexes orders_number_key, order_parts_pkey.
  const rows = await retryOnConnectionLoss(
    () => sql<{ id: number; number: string }[]>`
      select id, number from orders
      where number = any(${numbers}::text[])
        and exists (select from order_parts where seller_id = ${sellerId} and order_id = orders.id)`,
  )
  return new Map(rows.map(({ id, number }) => [number, id]))
}

function summaryOf(lines: ImportedLine[]): ShipmentImport {
  const count = (wanted: ImportedLine['result']) => lines.filter(({ result }) => result === wanted).length
  return { lines, shipped: count('SHIPPED'), repeated: count('REPEATED'), failed: count('FAILED') }
}
