import { z } from 'zod'
import { Behaviour } from './api/behaviour.ts'

const text = (fallback: string) => z.string().min(1).default(fallback)
const number = (fallback: number) => z.coerce.number().min(0).default(fallback)

/** What the environment may say; the rest of the behaviour can be changed while it runs. */
const Environment = z.object({
  HOST: text('127.0.0.1'),
  PORT: number(4_200),
  FAKE_TOSS_LEDGER: text('.munova/fake-toss/ledger.jsonl'),
  FAKE_TOSS_SECRET_KEY: text('test_sk_munova'),
  FAKE_TOSS_WEBHOOK_URL: z.url().optional(),
  FAKE_TOSS_LATENCY_MS: number(0),
  FAKE_TOSS_ERROR_RATE: number(0),
  FAKE_TOSS_CANCEL_GAP_MS: number(1_000),
})

export interface FakeTossSettings {
  host: string
  port: number
  /** The file of the ledger. */
  ledger: string
  secretKey: string
  behaviour: Behaviour
  readyMs: number
  confirmMs: number
  depositMs: number
  cancelGapMs: number
}

const MINUTE_MS = 60_000

/** Throws a ZodError that names what is wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): FakeTossSettings {
  const given = Environment.parse(env)
  return {
    host: given.HOST,
    port: given.PORT,
    ledger: given.FAKE_TOSS_LEDGER,
    secretKey: given.FAKE_TOSS_SECRET_KEY,
    behaviour: Behaviour.parse({
      webhookUrl: given.FAKE_TOSS_WEBHOOK_URL,
      latencyMs: given.FAKE_TOSS_LATENCY_MS,
      errorRate: given.FAKE_TOSS_ERROR_RATE,
    }),
    // As Toss Payments documents them.
    readyMs: 30 * MINUTE_MS,
    confirmMs: 10 * MINUTE_MS,
    depositMs: 7 * 24 * 60 * MINUTE_MS,
    cancelGapMs: given.FAKE_TOSS_CANCEL_GAP_MS,
  }
}
