import { z } from 'zod'

const won = z.int().min(0)
/** Milliseconds since 1970, by the clock of the fake. */
const at = z.int()
const paymentKey = z.string()
const transactionKey = z.string()

/** A response for retries of its request. Written in the same line as the change it reports. */
export const StoredResponse = z.object({
  at,
  /** A hash of idempotency key, API key, method and path; see `scopeOf`. */
  scope: z.string(),
  status: z.int(),
  body: z.string(),
})
export type StoredResponse = z.infer<typeof StoredResponse>

const response = StoredResponse.optional()

/** One line of the ledger. The state of all payments is derived from the entries. */
export const Entry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begun'),
    at,
    paymentKey,
    orderId: z.string(),
    orderName: z.string(),
    customerName: z.string(),
    method: z.string(),
    amount: won,
    /** Whether the buyer has authenticated the payment method already. */
    authenticated: z.boolean(),
  }),
  z.object({ type: z.literal('authenticated'), at, paymentKey }),
  /** The money is captured, or a virtual account is open. */
  z.object({
    type: z.literal('confirmed'),
    at,
    paymentKey,
    transactionKey,
    account: z.object({ number: z.string(), bank: z.string(), dueAt: at, secret: z.string() }).optional(),
    response,
  }),
  z.object({ type: z.literal('declined'), at, paymentKey, code: z.string(), response }),
  z.object({ type: z.literal('deposited'), at, paymentKey, transactionKey }),
  /** The bank reverts a deposit: DONE becomes WAITING_FOR_DEPOSIT again. Rare. */
  z.object({ type: z.literal('deposit-reverted'), at, paymentKey, transactionKey }),
  z.object({
    type: z.literal('cancelled'),
    at,
    paymentKey,
    transactionKey,
    amount: won,
    reason: z.string(),
    response,
  }),
  z.object({ type: z.literal('responded'), at, response: StoredResponse }),
])
export type Entry = z.infer<typeof Entry>
