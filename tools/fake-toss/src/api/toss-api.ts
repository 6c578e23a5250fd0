import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { scopeOf, type IdempotencyStore } from './idempotency.ts'
import type { FakeState } from './faults.ts'
import type { StoredResponse } from '../payments/ledger-entry.ts'
import type { Ledger } from '../payments/ledger.ts'
import type { Payments } from '../payments/payments.ts'
import type { Payment, Status } from '../payments/payment.ts'
import { TossError } from '../payments/toss-error.ts'
import { Cancel, Confirm } from '../payments/request-schemas.ts'
import type { Webhooks } from './webhooks.ts'
import { paymentJson } from './payment-json.ts'
import { listTransactions } from './transaction-list.ts'

export interface Gateway {
  payments: Payments
  idempotency: IdempotencyStore
  ledger: Ledger
  state: FakeState
  webhooks: Webhooks
  secretKey: string
}

export interface Request {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
}

interface HttpResponse {
  status: number
  body: string
}

/** The response to a request; `cut` breaks the connection, `hang` never responds. */
export type Reply = HttpResponse | 'cut' | 'hang'

type Fault = ReturnType<FakeState['takeFault']>

const cancelPath = /^\/v1\/payments\/([^/]+)\/cancel$/
const orderPath = /^\/v1\/payments\/orders\/([^/]+)$/
const paymentPath = /^\/v1\/payments\/([^/]+)$/

/** The API of Toss Payments, with the injected faults. */
export async function handleToss(
  gateway: Gateway,
  request: Request,
  response: ServerResponse,
): Promise<Reply> {
  try {
    const authorization = authorize(gateway, request)
    if (request.method !== 'POST')
      return request.path === '/v1/transactions'
        ? await list(gateway, request)
        : await lookup(gateway, request)
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string') return await change(gateway, request, () => undefined)

    const scope = scopeOf({ key, authorization, method: request.method, path: request.path })
    const stored = gateway.idempotency.begin(scope)
    if (stored) return stored
    const store = (given: HttpResponse): StoredResponse => {
      const entry = { at: gateway.state.now(), scope, ...given }
      gateway.idempotency.store(entry)
      return entry
    }
    let reply: Reply | undefined
    try {
      return (reply = await change(gateway, request, store))
    } finally {
      const end = () => gateway.idempotency.end(scope)
      // A hanging request is in progress until its client disconnects.
      if (reply === 'hang' && !response.destroyed) response.once('close', end)
      else end()
    }
  } catch (error) {
    if (error instanceof TossError) return errorResponse(error)
    throw error
  }
}

async function list(gateway: Gateway, request: Request): Promise<Reply> {
  const fault = gateway.state.takeFault('list', undefined)
  const page = await listTransactions(gateway, request)
  return (
    replyOfFault(fault, 'before') ??
    replyOfFault(fault, 'after') ?? { status: 200, body: JSON.stringify(page) }
  )
}

async function lookup({ payments, state }: Gateway, { path }: Request): Promise<Reply> {
  const orderId = orderPath.exec(path)?.[1]
  const key = paymentPath.exec(path)?.[1]
  if (orderId === undefined && key === undefined) throw new TossError('NOT_FOUND')
  const find = () =>
    orderId === undefined
      ? payments.get(decodeURIComponent(key!))
      : payments.newestOf(decodeURIComponent(orderId))
  const fault = state.takeFault('lookup', find().orderId)
  await delay(state.behaviour.latencyMs)
  const found = find()
  return (
    replyOfFault(fault, 'before') ??
    replyOfFault(fault, 'after') ??
    paymentResponse(found, payments.statusOf(found))
  )
}

/** Confirms or cancels. `store` keeps the response for retries of the request. */
async function change(
  gateway: Gateway,
  request: Request,
  store: (given: HttpResponse) => StoredResponse | undefined,
): Promise<Reply> {
  const { payments, state, webhooks, ledger } = gateway
  const { operation, orderId, run } = parseChange(gateway, request)
  const fault = state.takeFault(operation, orderId)
  const before = replyOfFault(fault, 'before')
  if (before) return before
  await delay(state.behaviour.latencyMs)
  let result: HttpResponse
  let isStored = false
  const storeOnce = (given: HttpResponse) => {
    isStored = true
    return store(given)
  }
  try {
    const onDone = (changed: Payment, status: Status) => storeOnce(paymentResponse(changed, status))
    const payment = run(onDone, fault, (error) => storeOnce(errorResponse(error)))
    result = paymentResponse(payment, payments.statusOf(payment))
    webhooks.send(payment, payments.statusOf(payment), state.now())
  } catch (error) {
    if (!(error instanceof TossError) || error.code === 'FORBIDDEN_CONSECUTIVE_REQUEST') throw error
    result = errorResponse(error)
    const stored = isStored ? undefined : store(result)
    if (stored) ledger.append({ type: 'responded', at: state.now(), response: stored })
  }
  if (fault?.kind === 'crash-after') {
    process.kill(process.pid, 'SIGKILL')
    return 'hang'
  }
  const after = replyOfFault(fault, 'after')
  if (after) return after
  await delay(state.behaviour.answerDelayMs)
  return result
}

/** `onDone` and `onDeclined` return the response to store together with the change. */
type Run = (
  onDone: (payment: Payment, status: Status) => StoredResponse | undefined,
  fault: Fault,
  onDeclined: (error: TossError) => StoredResponse | undefined,
) => Payment

function parseChange(
  { payments }: Gateway,
  { path, body }: Request,
): { operation: 'confirm' | 'cancel'; orderId: string | undefined; run: Run } {
  if (path === '/v1/payments/confirm') {
    const input = parse(Confirm, body)
    const run: Run = (onDone, fault, onDeclined) =>
      fault?.kind === 'refuse'
        ? payments.decline(input, fault.code, onDeclined)
        : payments.confirm(input, onDone)
    return { operation: 'confirm', orderId: input.orderId, run }
  }
  const paymentKey = cancelPath.exec(path)?.[1]
  if (paymentKey === undefined) throw new TossError('NOT_FOUND')
  const key = decodeURIComponent(paymentKey)
  const input = parse(Cancel, body)
  const run: Run = (onDone, fault) => {
    if (payments.isCancelledRecently(key)) throw new TossError('FORBIDDEN_CONSECUTIVE_REQUEST')
    if (fault?.kind === 'refuse') throw new TossError(fault.code, 403)
    return payments.cancel(key, input, onDone)
  }
  return { operation: 'cancel', orderId: payments.get(key).orderId, run }
}

function authorize({ secretKey }: Gateway, { headers }: Request): string {
  const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ')
  if (scheme !== 'Basic') throw new TossError('UNAUTHORIZED_KEY')
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  if (!text.endsWith(':')) throw new TossError('INCORRECT_BASIC_AUTH_FORMAT')
  if (text !== `${secretKey}:`) throw new TossError('UNAUTHORIZED_KEY')
  return text
}

/** The reply of a fault at this moment; undefined for none. */
function replyOfFault(fault: Fault, moment: 'before' | 'after'): Reply | undefined {
  if (fault?.kind === `error-${moment}`)
    return errorResponse(new TossError('FAILED_INTERNAL_SYSTEM_PROCESSING'))
  if (fault?.kind === `cut-${moment}`) return 'cut'
  if (fault?.kind === `hang-${moment}`) return 'hang'
  return undefined
}

function paymentResponse(payment: Payment, status: Status): HttpResponse {
  return { status: 200, body: JSON.stringify(paymentJson(payment, status)) }
}

function errorResponse({ status, code, message }: TossError): HttpResponse {
  return { status, body: JSON.stringify({ code, message }) }
}

function parse<Output>(
  schema: { safeParse(body: unknown): { success: boolean; data?: Output } },
  body: unknown,
): Output {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new TossError('INVALID_REQUEST')
  return parsed.data!
}
