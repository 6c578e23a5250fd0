import { TrustProxy } from '@munova/service'
import { z } from 'zod'

const url = (fallback: string) => z.url({ protocol: /^https?$/ }).default(fallback)

/** The settings of the storefront; the names are those of environment variables. */
export const StorefrontConfig = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Where the servers are reached from here; browsers reach them under /v1 and /chat of the storefront's own address. */
  COMMERCE_API_URL: url('http://127.0.0.1:4000'),
  CHAT_SERVER_URL: url('http://127.0.0.1:4100'),
  /** The page of the payment gateway where buyers pay, as their browsers reach it. */
  PAYMENT_WINDOW_URL: url('http://127.0.0.1:4200/window'),
  /** Folder of the operator's own terms and privacy policy: `terms.ko.txt`, `privacy.en.txt` and so on. Default: a draft. */
  POLICIES_FOLDER: z.string().default(''),
  /** Folder of the built pages. Default: the one beside the server's main module. */
  PAGES_FOLDER: z.string().min(1).optional(),
  /** Whose X-Forwarded-For and X-Forwarded-Proto are believed: a number of proxies, or addresses and subnets. */
  TRUST_PROXY: TrustProxy,
  /** Bytes of a form, with its files, at most. */
  BODY_LIMIT_BYTES: z.coerce.number().int().positive().default(1_048_576),
  /** After SIGTERM it serves on for so long while /readyz responds 404: two checks of a balancer, each with its timeout. A second SIGTERM ends it. */
  DRAIN_GRACE_MS: z.coerce.number().int().nonnegative().default(5_000),
  /** How long stopping may take after that. */
  STOP_TIMEOUT_MS: z.coerce.number().int().positive().default(15_000),
})

export type StorefrontConfig = z.infer<typeof StorefrontConfig>

/** Settings of SvelteKit's handler, which reads them from the environment when it is loaded. */
export function configurePages(config: StorefrontConfig): void {
  Object.assign(process.env, {
    COMMERCE_API_URL: config.COMMERCE_API_URL,
    CHAT_SERVER_URL: config.CHAT_SERVER_URL,
    PAYMENT_WINDOW_URL: config.PAYMENT_WINDOW_URL,
    POLICIES_FOLDER: config.POLICIES_FOLDER,
    // Both are set by this server itself, never by clients.
    PROTOCOL_HEADER: 'x-forwarded-proto',
    ADDRESS_HEADER: 'x-forwarded-for',
    BODY_SIZE_LIMIT: String(config.BODY_LIMIT_BYTES),
  })
}
