import { ConfigError, tracingSettings, TrustProxy } from '@munova/service'
import { z } from 'zod'

/** Of one contract with Toss Payments for its payment window; a secret key, which pages would show to everybody, is refused. */
const CLIENT_KEY = /^(test|live)_ck_\w+$/
const url = (fallback: string) => z.url({ protocol: /^https?$/ }).default(fallback)

/** The settings of the storefront; the names are those of environment variables. */
export const StorefrontConfig = z.object({
  NODE_ENV: z.enum(['development', 'production']).default('production'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Where the servers are reached from here; browsers reach them under /v1 and /chat of the storefront's own address. */
  COMMERCE_API_URL: url('http://127.0.0.1:4000'),
  CHAT_SERVER_URL: url('http://127.0.0.1:4100'),
  /** Toss Payments' client key, required in production: buyers pay in its payment window; in development, without it, at PAYMENT_WINDOW_URL. */
  TOSS_CLIENT_KEY: z.string().regex(CLIENT_KEY, 'must be a client key: test_ck_… or live_ck_…').optional(),
  /** The script of Toss Payments' payment window, as browsers reach it. */
  TOSS_SDK_URL: url('https://js.tosspayments.com/v2/standard'),
  /** The page that replaces the payment window in development, as browsers reach it: that of the fake gateway of `npm start`. */
  PAYMENT_WINDOW_URL: url('http://127.0.0.1:4200/window'),
  /** Folder of the operator's own terms and privacy policy: `terms.ko.txt`, `privacy.en.txt` and so on. Default: a draft. */
  POLICIES_FOLDER: z.string().default(''),
  /** Folder of the built pages. Default: the one beside the server's main module. */
  PAGES_FOLDER: z.string().min(1).optional(),
  /** Whose X-Forwarded-For and X-Forwarded-Proto are believed: a number of proxies, or addresses and subnets. */
  TRUST_PROXY: TrustProxy,
  /** Bytes of a form at most: of a seller without script, also the pictures of a product. A form is in memory as a whole, whoever sends it. */
  BODY_LIMIT_BYTES: z.coerce.number().int().positive().default(1_048_576),
  /** After SIGTERM it serves on for so long while /readyz responds 404: two checks of a balancer, each with its timeout. A second SIGTERM ends it. */
  DRAIN_GRACE_MS: z.coerce.number().int().nonnegative().default(5_000),
  /** How long stopping may take after that. */
  STOP_TIMEOUT_MS: z.coerce.number().int().positive().default(15_000),

  ...tracingSettings,
})

export type StorefrontConfig = z.infer<typeof StorefrontConfig>

/**
 * For the start of a process. Throws ConfigError when one that serves buyers would send them to a payment window of development,
 * or when the script that asks for real money would come over an open wire.
 */
export function requirePaymentWindow({ NODE_ENV, TOSS_CLIENT_KEY, TOSS_SDK_URL }: StorefrontConfig): void {
  if (NODE_ENV === 'production' && TOSS_CLIENT_KEY === undefined)
    throw new ConfigError('TOSS_CLIENT_KEY: required unless NODE_ENV is development')
  if (TOSS_CLIENT_KEY?.startsWith('live_') && new URL(TOSS_SDK_URL).protocol !== 'https:')
    throw new ConfigError('TOSS_SDK_URL: must be https with a live TOSS_CLIENT_KEY')
}

/** Settings of SvelteKit's handler, which reads them from the environment when it is loaded. */
export function configurePages(config: StorefrontConfig): void {
  Object.assign(process.env, {
    COMMERCE_API_URL: config.COMMERCE_API_URL,
    CHAT_SERVER_URL: config.CHAT_SERVER_URL,
    TOSS_CLIENT_KEY: config.TOSS_CLIENT_KEY ?? '',
    TOSS_SDK_URL: config.TOSS_SDK_URL,
    PAYMENT_WINDOW_URL: config.PAYMENT_WINDOW_URL,
    POLICIES_FOLDER: config.POLICIES_FOLDER,
    // Both are set by this server itself, never by clients.
    PROTOCOL_HEADER: 'x-forwarded-proto',
    ADDRESS_HEADER: 'x-forwarded-for',
    BODY_SIZE_LIMIT: String(config.BODY_LIMIT_BYTES),
  })
}
