import { connect } from '@munova/database'
import { fillChat } from './chat/fill-chat.ts'
import { fillCommerce, planShop, readLeaves } from './shop/fill-commerce.ts'

export interface SeedOptions {
  /** Both databases must be migrated. */
  commerceUrl: string
  chatUrl: string
  /** Any safe integer; the shop of the documentation is that of `defaultSeed`. */
  seed?: number
}

export interface Seeded {
  /** What the commerce database holds, whether it was filled now or earlier. */
  seed: number
  /** False: it was filled earlier and was left as it is. */
  commerce: boolean
  chat: boolean
}

export const defaultSeed = 20_261_101

/**
 * Fills both databases with the development shop; one that was filled before is left alone, whatever happened to it
 * since. Throws `SeedRefused` for a database with data of another origin.
 *
 * A chat-server that runs on an empty database meanwhile learns of the shop at its next start.
 */
export async function seedDatabases(options: SeedOptions): Promise<Seeded> {
  const commerce = connect(options.commerceUrl, { max: 1, name: 'munova-seed' })
  const chat = connect(options.chatUrl, { max: 1, name: 'munova-seed' })
  try {
    const { seed, filled } = await fillCommerce(commerce, options.seed ?? defaultSeed)
    const shop = planShop(seed, await readLeaves(commerce))
    return { seed, commerce: filled, chat: (await fillChat(chat, seed, shop)).filled }
  } finally {
    await Promise.all([commerce.end({ timeout: 5 }), chat.end({ timeout: 5 })])
  }
}
