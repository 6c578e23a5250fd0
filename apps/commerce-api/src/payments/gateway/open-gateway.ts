import { ConfigError, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import { TossGateway } from './toss.ts'

const TOSS_PAYMENTS = 'https://api.tosspayments.com'
/** Where `npm start` runs the fake gateway, and the key it takes. */
const STAND_IN = { url: 'http://127.0.0.1:4200', secretKey: 'test_sk_munova' }

/** The gateway that the settings name. Throws ConfigError when a key for real money would go over an open wire. */
export function openGateway(config: CommerceConfig, metrics: Metrics): TossGateway {
  const secretKey = config.TOSS_SECRET_KEY ?? STAND_IN.secretKey
  const url = config.TOSS_URL ?? (config.TOSS_SECRET_KEY ? TOSS_PAYMENTS : STAND_IN.url)
  if (secretKey.startsWith('live_') && new URL(url).protocol !== 'https:') {
    throw new ConfigError('TOSS_URL: must be https with a live TOSS_SECRET_KEY')
  }
  return new TossGateway({
    url,
    secretKey,
    timeoutMs: config.TOSS_TIMEOUT_MS,
    attempts: config.TOSS_ATTEMPTS,
    retryMs: config.TOSS_RETRY_MS,
    maxInFlight: config.TOSS_IN_FLIGHT,
    metrics,
  })
}

/** Whether the settings name the key of the fake gateway, which everybody knows. */
export function isStandIn({ TOSS_SECRET_KEY }: CommerceConfig): boolean {
  return TOSS_SECRET_KEY === STAND_IN.secretKey
}
