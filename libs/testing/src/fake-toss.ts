import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Behaviour, Fault, LedgerTotals } from '@munova/tool-fake-toss'
import { freePort } from '@munova/tool-services'
import { type Cleanup, afterTheTest } from './cleanup.ts'
import { serverFolder } from './environment.ts'

/** A fake payment gateway for one test, in a process of its own, with its own ledger. */
export interface FakeTossProcess {
  readonly url: string
  readonly secretKey: string
  /** What the buyer does in the payment window; resolves to the payment key. By card unless `method` differs. */
  readonly pay: (wanted: {
    orderId: string
    amount: number
    method?: string
    authenticated?: boolean
  }) => Promise<string>
  /** What the bank does when money arrives in a virtual account. */
  readonly deposit: (paymentKey: string) => Promise<void>
  /** The bank takes the deposit back. */
  readonly revertDeposit: (paymentKey: string) => Promise<void>
  /** Staff cancel in the gateway's back office: all that is left without an amount. */
  readonly cancel: (paymentKey: string, cancel?: { amount?: number; reason?: string }) => Promise<void>
  /** Injects a fault into the next call that matches. */
  fault(fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void>
  behave(change: Partial<Behaviour>): Promise<void>
  /** Advances its clock. */
  advance(aheadMs: number): Promise<void>
  /** What was charged and refunded for an order, or for all orders. */
  ledger(orderId?: string): Promise<LedgerTotals>
  /** Any other request to `/fake/…`; rejects unless the response is 2xx. */
  control(request: `${string} ${string}`, body?: object): Promise<unknown>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Starts it again, with the same address and ledger. */
  start(): Promise<void>
}

const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@munova/tool-fake-toss')))
const SECRET_KEY = 'test_sk_of_this_test'

/** Starts a fake of Toss Payments; `env` are its settings. Without FAKE_TOSS_CANCEL_GAP_MS cancellations need no gap. */
export async function fakeToss(t: Cleanup, env: Record<string, string> = {}): Promise<FakeTossProcess> {
  const folder = await serverFolder('fake-toss')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const settings = {
    PORT: String(port),
    FAKE_TOSS_LEDGER: join(folder, 'ledger.jsonl'),
    FAKE_TOSS_SECRET_KEY: SECRET_KEY,
    FAKE_TOSS_CANCEL_GAP_MS: '0',
    ...env,
  }
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(process.execPath, [main], { env: settings, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout! })
    await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => Promise.reject(new Error('fake-toss did not start')))]) // prettier-ignore
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  afterTheTest(t, async () => {
    await kill()
    await rm(folder, { recursive: true, force: true })
  })
  await start()

  const control = async (request: `${string} ${string}`, body?: object): Promise<unknown> => {
    const [method = '', path = ''] = request.split(' ')
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await fetch(`${url}${path}`, { method, ...init })
    const text = await response.text()
    if (!response.ok) throw new Error(`fake-toss rejected ${request}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  return {
    url,
    secretKey: SECRET_KEY,
    control,
    start,
    kill,
    async pay(wanted) {
      return ((await control('POST /fake/payments', wanted)) as { paymentKey: string }).paymentKey
    },
    async deposit(paymentKey) {
      await control(`POST /fake/payments/${paymentKey}/deposit`)
    },
    async revertDeposit(paymentKey) {
      await control(`POST /fake/payments/${paymentKey}/revert-deposit`)
    },
    async cancel(paymentKey, cancel = {}) {
      await control(`POST /fake/payments/${paymentKey}/cancel`, cancel)
    },
    async fault(fault) {
      await control('POST /fake/faults', fault)
    },
    async behave(change) {
      await control('PATCH /fake/behaviour', change)
    },
    async advance(aheadMs) {
      await control('POST /fake/clock', { aheadMs })
    },
    async ledger(orderId) {
      return (await control(`GET /fake/ledger${orderId === undefined ? '' : `/${orderId}`}`)) as LedgerTotals
    },
  }
}
