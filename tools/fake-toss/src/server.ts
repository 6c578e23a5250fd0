import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { IdempotencyStore } from './api/idempotency.ts'
import { FakeState } from './api/faults.ts'
import { handleControl } from './api/control-api.ts'
import { Ledger } from './payments/ledger.ts'
import { Payments } from './payments/payments.ts'
import { TossError } from './payments/toss-error.ts'
import { Create } from './payments/request-schemas.ts'
import type { FakeTossSettings } from './settings.ts'
import { handleToss, type Gateway, type Request } from './api/toss-api.ts'
import { Webhooks } from './api/webhooks.ts'
import { returnUrl, windowPage } from './api/payment-window-page.ts'

export interface FakeToss {
  url: string
  close(): Promise<void>
}

const MAX_BODY_BYTES = 64 * 1024

/** Restores the state from the ledger and serves until closed. */
export async function startFakeToss(settings: FakeTossSettings): Promise<FakeToss> {
  const { ledger, entries } = Ledger.open(settings.ledger)
  const state = new FakeState(settings.behaviour)
  const now = () => state.now()
  const gateway: Gateway = {
    payments: new Payments({ ...settings, ledger, now }),
    idempotency: new IdempotencyStore(now),
    webhooks: new Webhooks(() => state.behaviour),
    ledger,
    state,
    secretKey: settings.secretKey,
  }
  for (const entry of entries) {
    gateway.payments.replay(entry)
    gateway.idempotency.replay(entry)
  }
  const server = createServer((request, response) => {
    serve(gateway, request, response).catch((error: unknown) => fail(response, error))
  })
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  const { address, family, port } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close() {
      gateway.webhooks.close()
      server.close()
      // Also hanging requests.
      server.closeAllConnections()
      await once(server, 'close')
      ledger.close()
    },
  }
}

async function serve(gateway: Gateway, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams } = new URL(incoming.url ?? '/', 'http://gateway')
  const method = incoming.method ?? 'GET'
  if (path === '/readyz' || path === '/livez') return send(response, 200, '{}')
  if (method === 'GET' && path === '/window')
    return send(response, 200, windowPage(searchParams), 'text/html')
  const text = await readBody(incoming)
  if (method === 'POST' && path === '/window')
    return submitWindow(gateway, new URLSearchParams(text), response)
  const request: Request = {
    method,
    path,
    query: searchParams,
    headers: incoming.headers,
    body: parseJson(text),
  }
  if (path.startsWith('/fake/')) {
    const body = handleControl(gateway, request)
    if (body === undefined) throw new TossError('NOT_FOUND')
    return send(response, 200, JSON.stringify(body))
  }
  const reply = await handleToss(gateway, request, response)
  if (reply === 'cut') response.destroy()
  else if (reply !== 'hang') send(response, reply.status, reply.body)
}

function submitWindow({ payments }: Gateway, form: URLSearchParams, response: ServerResponse): void {
  const input = Create.parse(Object.fromEntries(form))
  const { orderId, amount } = input
  const cancelled = { code: 'PAY_PROCESS_CANCELED', message: '사용자에 의해 결제가 취소되었습니다.', orderId }
  const outcome =
    form.get('do') === 'leave'
      ? cancelled
      : {
          paymentType: 'NORMAL',
          orderId,
          paymentKey: payments.create(input).paymentKey,
          amount: String(amount),
        }
  const target = returnUrl(form.get(outcome === cancelled ? 'failUrl' : 'successUrl') ?? '', outcome)
  if (target === undefined) return send(response, 200, JSON.stringify(outcome))
  response.writeHead(303, { location: target }).end()
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return
  if (error instanceof TossError) {
    return send(response, error.status, JSON.stringify({ code: error.code, message: error.message }))
  }
  const isInput = error instanceof z.ZodError || error instanceof URIError
  const message = error instanceof Error ? error.message : String(error)
  send(
    response,
    isInput ? 400 : 500,
    JSON.stringify({ code: isInput ? 'INVALID_REQUEST' : 'FAKE_FAILED', message }),
  )
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body)
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new TossError('INVALID_REQUEST')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
