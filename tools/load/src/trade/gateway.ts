import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sums } from '@munova/tool-fake-toss'
import { freePort } from '@munova/tool-services'
import type { Closing } from '../runtime/cleanup.ts'
import { Program } from '../system/program.ts'
import { openFolder } from '../system/system.ts'
import { Asker, bodyOf } from './requester.ts'

/** The stand-in for the payment gateway, with a ledger of its own. */
export interface Gateway {
  /** Of commerce-api, so that it asks this one. */
  settings: Record<string, string>
  /** The buyer's part in the payment window; gives the payment's key. */
  pay(order: { number: string; total: number }): Promise<string>
  /** What all orders together were charged. */
  sums(): Promise<Sums>
}

const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@munova/tool-fake-toss')))
const SECRET_KEY = 'test_sk_load'

/** `latency` is how long it takes for each call, in milliseconds. */
export async function openGateway(
  closing: Closing,
  { latency, connections, log }: { latency: number; connections: number; log: (line: string) => void },
): Promise<Gateway> {
  const folder = await openFolder(closing)
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
  await closing.add(() => program.stop())
  await program.start()
  const asker = new Asker(url, connections)
  await closing.add(() => asker.close())
  return {
    settings: { TOSS_URL: url, TOSS_SECRET_KEY: SECRET_KEY },
    async pay({ number, total }) {
      const body = { orderId: number, amount: total }
      const answer = await asker.ask({ method: 'POST', path: '/fake/payments', body })
      return (bodyOf(answer, 200) as { paymentKey: string }).paymentKey
    },
    sums: async () => bodyOf(await asker.ask({ method: 'GET', path: '/fake/ledger' }), 200) as Sums,
  }
}
