import { z } from 'zod'

const won = z.int().min(0)
/** Milliseconds since 1970, by the fake's clock. */
const at = z.int()
const paymentKey = z.string()
const transactionKey = z.string()

/** An answer to be given again to whoever repeats the request: written with what it answers, or not at all. */
export const KeptAnswer = z.object({
  at,
  /** Idempotency key, API key, method and path, as Toss Payments tells requests apart; not the body. */
  scope: z.string(),
  status: z.int(),
  body: z.string(),
})
export type KeptAnswer = z.infer<typeof KeptAnswer>

const answer = KeptAnswer.optional()

/** One line of the ledger: everything that ever happened, in order. State is what they add up to. */
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
    /** Whether the buyer has proven the way of paying already. */
    authenticated: z.boolean(),
  }),
  z.object({ type: z.literal('authenticated'), at, paymentKey }),
  /** The money is taken, or for a virtual account the account is open. */
  z.object({
    type: z.literal('confirmed'),
    at,
    paymentKey,
    transactionKey,
    account: z.object({ number: z.string(), bank: z.string(), dueAt: at, secret: z.string() }).optional(),
    answer,
  }),
  z.object({ type: z.literal('refused'), at, paymentKey, code: z.string(), answer }),
  z.object({ type: z.literal('deposited'), at, paymentKey, transactionKey }),
  /** The bank takes a deposit back: in rare cases DONE becomes WAITING_FOR_DEPOSIT again. */
  z.object({ type: z.literal('deposit-reverted'), at, paymentKey, transactionKey }),
  z.object({
    type: z.literal('cancelled'),
    at,
    paymentKey,
    transactionKey,
    amount: won,
    reason: z.string(),
    answer,
  }),
  z.object({ type: z.literal('answered'), at, answer: KeptAnswer }),
])
export type Entry = z.infer<typeof Entry>
