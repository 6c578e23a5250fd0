import * as z from 'zod'

/*
 * Bounds of the texts in events. They are those of the contract or the column that a text comes from, in UTF-16 code
 * units, so that the largest event of each type can be computed (test/size.test.ts).
 */

/** Of a member: `MemberName` of the commerce contract, and the name that stands in for that of a withdrawn member. */
export const MemberName = z.string().max(50)
/** Of a product, or of a coupon campaign. */
export const Name = z.string().max(100)
/** Column `order_number`. */
export const OrderNumber = z.string().max(64)
/** Column `product_images.url`. */
export const ImageUrl = z.string().max(2_048)
/** A code or a name that the payment gateway gave: its schema ends at 100 characters. */
export const GatewayText = z.string().max(100)
