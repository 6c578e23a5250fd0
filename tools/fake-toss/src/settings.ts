import { z } from 'zod'
import { Behaviour } from './api/faults.ts'

const text = (fallback: string) => z.string().min(1).default(fallback)
const number = (fallback: number) => z.coerce.number().min(0).default(fallback)

/** The environment variables; other behaviour is changed at run time. */
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

/** Throws a ZodError for invalid values. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): FakeTossSettings {
  const variables = Environment.parse(env)
  return {
    host: variables.HOST,
    port: variables.PORT,
    ledger: variables.FAKE_TOSS_LEDGER,
    secretKey: variables.FAKE_TOSS_SECRET_KEY,
    behaviour: Behaviour.parse({
      webhookUrl: variables.FAKE_TOSS_WEBHOOK_URL,
      latencyMs: variables.FAKE_TOSS_LATENCY_MS,
      errorRate: variables.FAKE_TOSS_ERROR_RATE,
    }),
    // As documented by Toss Payments.
    readyMs: 30 * MINUTE_MS,
    confirmMs: 10 * MINUTE_MS,
    depositMs: 7 * 24 * 60 * MINUTE_MS,
    cancelGapMs: variables.FAKE_TOSS_CANCEL_GAP_MS,
  }
}
