import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { scopeOf, type Answers } from './idempotency.ts'
import type { Mood } from './behaviour.ts'
import type { KeptAnswer } from '../payments/ledger-entry.ts'
import type { Ledger } from '../payments/ledger.ts'
import type { Payments } from '../payments/payments.ts'
import type { Payment, Status } from '../payments/payment.ts'
import { Refusal } from '../payments/toss-error.ts'
import { Cancel, Confirm } from '../payments/requests.ts'
import type { Webhooks } from './webhooks.ts'
import { wirePayment } from './wire.ts'

export interface Gateway {
  payments: Payments
  answers: Answers
  ledger: Ledger
  mood: Mood
  webhooks: Webhooks
  secretKey: string
}

export interface Request {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: unknown
}

interface Answer {
  status: number
  body: string
}

/** What answers a request; `nothing` when the connection is to break or to hang. */
export type Reply = Answer | 'cut' | 'hang'

type Fault = ReturnType<Mood['take']>

const cancelPath = /^\/v1\/payments\/([^/]+)\/cancel$/
const orderPath = /^\/v1\/payments\/orders\/([^/]+)$/
const paymentPath = /^\/v1\/payments\/([^/]+)$/

/** Toss Payments' own API, with the faults that were asked for. */
export async function answerToss(
  gateway: Gateway,
  request: Request,
  response: ServerResponse,
): Promise<Reply> {
  try {
    const authorization = authorize(gateway, request)
    if (request.method !== 'POST') return await lookup(gateway, request)
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string') return await change(gateway, request, () => undefined)

    const scope = scopeOf({ key, authorization, method: request.method, path: request.path })
    const kept = gateway.answers.begin(scope)
    if (kept) return kept
    const keep = (answer: Answer): KeptAnswer => {
      const whole = { at: gateway.mood.now(), scope, ...answer }
      gateway.answers.keep(whole)
      return whole
    }
    let reply: Reply | undefined
    try {
      return (reply = await change(gateway, request, keep))
    } finally {
      const end = () => gateway.answers.end(scope)
      // A request that hangs is under way until its client is gone.
      if (reply === 'hang' && !response.destroyed) response.once('close', end)
      else end()
    }
  } catch (error) {
    if (error instanceof Refusal) return refused(error)
    throw error
  }
}

async function lookup({ payments, mood }: Gateway, { path }: Request): Promise<Reply> {
  const orderId = orderPath.exec(path)?.[1]
  const key = paymentPath.exec(path)?.[1]
  if (orderId === undefined && key === undefined) throw new Refusal('NOT_FOUND')
  const find = () =>
    orderId === undefined
      ? payments.get(decodeURIComponent(key!))
      : payments.newestOf(decodeURIComponent(orderId))
  const fault = mood.take('lookup', find().orderId)
  await delay(mood.behaviour.latencyMs)
  const found = find()
  return broken(fault, 'before') ?? broken(fault, 'after') ?? told(found, payments.statusOf(found))
}

/** Confirms or cancels. `keep` writes an answer down for whoever repeats the request. */
async function change(
  gateway: Gateway,
  request: Request,
  keep: (answer: Answer) => KeptAnswer | undefined,
): Promise<Reply> {
  const { payments, mood, webhooks, ledger } = gateway
  const { operation, orderId, run } = changeOf(gateway, request)
  const fault = mood.take(operation, orderId)
  const before = broken(fault, 'before')
  if (before) return before
  await delay(mood.behaviour.latencyMs)
  let answer: Answer
  let isKept = false
  const write = (given: Answer) => {
    isKept = true
    return keep(given)
  }
  try {
    const answering = (changed: Payment, status: Status) => write(told(changed, status))
    const payment = run(answering, fault, (refusal) => write(refused(refusal)))
    answer = told(payment, payments.statusOf(payment))
    webhooks.changed(payment, payments.statusOf(payment), mood.now())
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'FORBIDDEN_CONSECUTIVE_REQUEST') throw error
    answer = refused(error)
    const kept = isKept ? undefined : keep(answer)
    if (kept) ledger.append({ type: 'answered', at: mood.now(), answer: kept })
  }
  if (fault?.kind === 'crash-after') {
    process.kill(process.pid, 'SIGKILL')
    return 'hang'
  }
  const after = broken(fault, 'after')
  if (after) return after
  await delay(mood.behaviour.answerDelayMs)
  return answer
}

type Run = (
  answering: (payment: Payment, status: Status) => KeptAnswer | undefined,
  fault: Fault,
  refusing: (refusal: Refusal) => KeptAnswer | undefined,
) => Payment

function changeOf(
  { payments }: Gateway,
  { path, body }: Request,
): { operation: 'confirm' | 'cancel'; orderId: string | undefined; run: Run } {
  if (path === '/v1/payments/confirm') {
    const wanted = read(Confirm, body)
    const run: Run = (answering, fault, refusing) =>
      fault?.kind === 'refuse'
        ? payments.refuse(wanted, fault.code, refusing)
        : payments.confirm(wanted, answering)
    return { operation: 'confirm', orderId: wanted.orderId, run }
  }
  const paymentKey = cancelPath.exec(path)?.[1]
  if (paymentKey === undefined) throw new Refusal('NOT_FOUND')
  const key = decodeURIComponent(paymentKey)
  const wanted = read(Cancel, body)
  const run: Run = (answering, fault) => {
    if (payments.isTooSoon(key)) throw new Refusal('FORBIDDEN_CONSECUTIVE_REQUEST')
    if (fault?.kind === 'refuse') throw new Refusal(fault.code, 403)
    return payments.cancel(key, wanted, answering)
  }
  return { operation: 'cancel', orderId: payments.get(key).orderId, run }
}

function authorize({ secretKey }: Gateway, { headers }: Request): string {
  const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ')
  if (scheme !== 'Basic') throw new Refusal('UNAUTHORIZED_KEY')
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  if (!text.endsWith(':')) throw new Refusal('INCORRECT_BASIC_AUTH_FORMAT')
  if (text !== `${secretKey}:`) throw new Refusal('UNAUTHORIZED_KEY')
  return text
}

/** What a fault makes of the answer at this moment. */
function broken(fault: Fault, moment: 'before' | 'after'): Reply | undefined {
  if (fault?.kind === `error-${moment}`) return refused(new Refusal('FAILED_INTERNAL_SYSTEM_PROCESSING'))
  if (fault?.kind === `cut-${moment}`) return 'cut'
  if (fault?.kind === `hang-${moment}`) return 'hang'
  return undefined
}

function told(payment: Payment, status: Status): Answer {
  return { status: 200, body: JSON.stringify(wirePayment(payment, status)) }
}

function refused({ status, code, message }: Refusal): Answer {
  return { status, body: JSON.stringify({ code, message }) }
}

function read<Output>(
  schema: { safeParse(body: unknown): { success: boolean; data?: Output } },
  body: unknown,
): Output {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Refusal('INVALID_REQUEST')
  return parsed.data!
}
