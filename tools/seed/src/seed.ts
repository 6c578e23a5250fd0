import { connect } from '@munova/database'
import { fillChat } from './chat/fill-chat.ts'
import { fillCommerce, planShop, readLeaves } from './shop/fill-commerce.ts'

export interface SeedOptions {
  /** Both databases must be migrated. */
  commerceUrl: string
  chatUrl: string
  /** Any safe integer; the documentation describes the shop of `defaultSeed`. */
  seed?: number
}

export interface Seeded {
  /** The seed of the commerce database, filled now or earlier. */
  seed: number
  /** Whether the database was filled now; false: it was filled earlier and is unchanged. */
  commerce: boolean
  chat: boolean
}

export const defaultSeed = 20_261_101

/**
 * Fills both databases with the development shop. A database that was filled earlier is not changed, even if its data was
 * modified since. Throws `SeedError` for a database with other data.
 *
 * A chat-server that is already running on the empty database requests the members and products at its next start.
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
