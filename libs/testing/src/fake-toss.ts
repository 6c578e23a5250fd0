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

/** A payment gateway of this test alone, in its own process, with its own ledger. */
export interface FakeTossProcess {
  readonly url: string
  readonly secretKey: string
  /** The buyer's part in the payment window; gives the payment key. A card unless said otherwise. */
  readonly pay: (wanted: {
    orderId: string
    amount: number
    method?: string
    authenticated?: boolean
  }) => Promise<string>
  /** The bank's part for a virtual account. */
  readonly deposit: (paymentKey: string) => Promise<void>
  /** The next call that fits meets it. */
  fault(fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void>
  behave(change: Partial<Behaviour>): Promise<void>
  /** Its clock jumps ahead. */
  advance(aheadMs: number): Promise<void>
  /** What an order was charged and given back, or all orders together. */
  ledger(orderId?: string): Promise<LedgerTotals>
  /** Any other request to `/fake/…`; rejects when it is refused. */
  control(request: `${string} ${string}`, body?: object): Promise<unknown>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Again, with the same address and ledger. */
  start(): Promise<void>
}

const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@munova/tool-fake-toss')))
const SECRET_KEY = 'test_sk_of_this_test'

/** Starts a fake of Toss Payments; `env` are its settings. Two cancellations may follow at once unless they say so. */
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
    if (!response.ok) throw new Error(`fake-toss refused ${request}: ${response.status} ${text}`)
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
