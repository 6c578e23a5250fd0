import * as z from 'zod'
import { NormalText, said, singleLine } from '@munova/text-contract'
import { Id, Instant } from '../primitives.ts'
import { OrderNumber } from './order-number.ts'

export const Courier = z.enum(['CJ', 'HANJIN', 'LOTTE', 'LOGEN', 'EPOST', 'OTHER'])
export type Courier = z.infer<typeof Courier>

interface CourierTerms {
  /** In Korean. */
  name: string
  /** Of a tracking number without spaces and hyphens. */
  pattern: RegExp
  /** The pattern in words. */
  format: string
}

/** The name of each courier and the tracking numbers that its labels have. */
export const couriers: Readonly<Record<Courier, CourierTerms>> = {
  CJ: { name: 'CJ대한통운', pattern: /^(\d{10}|\d{12})$/, format: '10 or 12 digits' },
  HANJIN: { name: '한진택배', pattern: /^(\d{10}|\d{12})$/, format: '10 or 12 digits' },
  LOTTE: { name: '롯데택배', pattern: /^(\d{10}|\d{12})$/, format: '10 or 12 digits' },
  LOGEN: { name: '로젠택배', pattern: /^\d{11}$/, format: '11 digits' },
  EPOST: { name: '우체국택배', pattern: /^\d{13}$/, format: '13 digits' },
  OTHER: { name: '기타', pattern: /^[0-9A-Z]{8,30}$/, format: '8 to 30 digits or letters' },
}

export const CourierList = z.object({
  items: z.array(
    z.object({
      code: Courier,
      name: z.string(),
      /** A regular expression for tracking numbers without spaces and hyphens. */
      trackingNumberPattern: z.string(),
      trackingNumberFormat: z.string(),
    }),
  ),
  nextCursor: z.null(),
})
export type CourierList = z.infer<typeof CourierList>

const TrackingNumber = z
  .string()
  .transform((text) => text.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-Z]{8,30}$/, 'must be 8 to 30 digits or letters'))

const Parcel = z.strictObject({ courier: Courier, trackingNumber: TrackingNumber })
export type Parcel = z.infer<typeof Parcel>

/** For `check`: the tracking number is one of the courier's. */
export function ofCourier({ value, issues }: z.core.ParsePayload<Parcel>): void {
  const { name, pattern, format } = couriers[value.courier]
  if (pattern.test(value.trackingNumber)) return
  issues.push({
    code: 'custom',
    path: ['trackingNumber'],
    input: value.trackingNumber,
    continue: true,
    ...said('must be a tracking number of {courier}: {format}', { courier: name, format }),
  })
}

/** Without `itemIds` all items of the seller that are paid and not shipped are shipped. */
export const ShipItems = z
  .strictObject({ ...Parcel.shape, itemIds: z.array(Id).min(1).max(200).optional() })
  .check(ofCourier)
export type ShipItems = z.infer<typeof ShipItems>

/** Replaces courier and tracking number of a shipment. */
export const CorrectShipment = Parcel.check(ofCourier)
export type CorrectShipment = z.infer<typeof CorrectShipment>

/** One parcel of one seller. */
export const Shipment = z.object({
  id: Id,
  sellerId: Id,
  courier: Courier,
  trackingNumber: z.string(),
  shippedAt: Instant,
  deliveredAt: Instant.nullable(),
})
export type Shipment = z.infer<typeof Shipment>

/**
 * When the courier delivered it, by its records; absent: now. A seller's parcel cannot arrive right after shipping, and its
 * delivery is reported soon, because the buyer's time to return begins with it.
 */
export const DeliverShipment = z.strictObject({ deliveredAt: Instant.optional() }).prefault({})
export type DeliverShipment = z.infer<typeof DeliverShipment>

/**
 * A CSV file (RFC 4180) of tracking numbers. Its first line names the columns, in any order and language of the table:
 * `orderNumber` (주문번호), `courier` (택배사, a code or a Korean name), `trackingNumber` (운송장번호, 송장번호) and, if it is
 * there, `itemId` (상품번호). Other columns are ignored.
 */
export const ShipmentFile = NormalText.min(1)

/** One line of the file. */
export const ShipmentLine = z
  .object({
    orderNumber: OrderNumber,
    courier: singleLine({ max: 20 }).transform(courierOf).pipe(Courier),
    trackingNumber: TrackingNumber,
    /** Empty: all items that are paid and not shipped. */
    itemId: z
      .string()
      .trim()
      .regex(/^\d{0,16}$/, 'must be a whole number')
      .transform((text) => (text === '' ? undefined : Number(text)))
      .pipe(Id.optional()),
  })
  .check(ofCourier)
export type ShipmentLine = z.infer<typeof ShipmentLine>

function courierOf(text: string): string {
  const known = Object.entries(couriers).find(([, { name }]) => name === text)
  return known?.[0] ?? text.toUpperCase()
}

/**
 * What became of a line. REPEATED: this parcel was shipped before, so that nothing was done. FAILED: `code` and `reason` say
 * why, and a corrected line can be sent again.
 */
export const ImportedLine = z.object({
  /** From 1, with the line of the column names. */
  line: z.int().positive(),
  orderNumber: z.string(),
  result: z.enum(['SHIPPED', 'REPEATED', 'FAILED']),
  shipmentId: Id.nullable(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
})
export type ImportedLine = z.infer<typeof ImportedLine>

/** In the order of the file, with the number of lines of each result. */
export const ShipmentImport = z.object({
  lines: z.array(ImportedLine),
  shipped: z.int().nonnegative(),
  repeated: z.int().nonnegative(),
  failed: z.int().nonnegative(),
})
export type ShipmentImport = z.infer<typeof ShipmentImport>
