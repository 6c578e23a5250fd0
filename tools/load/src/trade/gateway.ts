import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LedgerTotals } from '@munova/tool-fake-toss'
import { freePort } from '@munova/tool-services'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { Program } from '../system/program.ts'
import { openFolder } from '../system/system.ts'
import { Requester, bodyOf } from './requester.ts'

/** The fake payment gateway with its ledger. */
export interface Gateway {
  /** Settings that make commerce-api use it. */
  settings: Record<string, string>
  /** The buyer's action in the payment window; returns the payment key. */
  pay(order: { number: string; total: number }): Promise<string>
  /** Totals over all orders. */
  totals(): Promise<LedgerTotals>
}

const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@munova/tool-fake-toss')))
const SECRET_KEY = 'test_sk_load'

/** `latency`: milliseconds that the gateway takes for each call. */
export async function openGateway(
  cleanup: CleanupStack,
  { latency, connections, log }: { latency: number; connections: number; log: (line: string) => void },
): Promise<Gateway> {
  const folder = await openFolder(cleanup)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = new Program({
    name: 'fake-toss',
    file: main,
    environment: {
      HOST: '127.0.0.1',
      PORT: String(port),
      FAKE_TOSS_LEDGER: join(folder, 'ledger.jsonl'),
      FAKE_TOSS_SECRET_KEY: SECRET_KEY,
      FAKE_TOSS_LATENCY_MS: String(latency),
    },
    log,
  })
  await cleanup.defer(() => program.stop())
  await program.start()
  const requester = new Requester(url, connections)
  await cleanup.defer(() => requester.close())
  return {
    settings: { TOSS_URL: url, TOSS_SECRET_KEY: SECRET_KEY },
    async pay({ number, total }) {
      const body = { orderId: number, amount: total }
      const response = await requester.send({ method: 'POST', path: '/fake/payments', body })
      return (bodyOf(response, 200) as { paymentKey: string }).paymentKey
    },
    totals: async () =>
      bodyOf(await requester.send({ method: 'GET', path: '/fake/ledger' }), 200) as LedgerTotals,
  }
}
