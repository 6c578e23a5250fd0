import { sqlState } from '@munova/database'
import { SeedError } from './database/seed-marker.ts'
import { defaultSeed, seedDatabases } from './seed.ts'

/*
 * node main.ts [SEED]
 * Fills the databases at COMMERCE_DATABASE_URL and CHAT_DATABASE_URL with the development shop.
 */

const UNDEFINED_TABLE = '42P01'

function outcome(filled: boolean): string {
  return filled ? 'filled' : 'already filled, unchanged'
}

try {
  if (process.env['NODE_ENV'] === 'production')
    throw new SeedError('a production environment (NODE_ENV) is never seeded')
  const { COMMERCE_DATABASE_URL: commerceUrl, CHAT_DATABASE_URL: chatUrl } = process.env
  if (!commerceUrl || !chatUrl) {
    throw new SeedError('set COMMERCE_DATABASE_URL and CHAT_DATABASE_URL to the databases to fill')
  }
  const seed = Number(process.argv[2] ?? defaultSeed)
  if (!Number.isSafeInteger(seed)) throw new SeedError('the seed must be an integer')

  const started = performance.now()
  const seeded = await seedDatabases({ commerceUrl, chatUrl, seed })
  console.log(`seed ${seeded.seed}: commerce ${outcome(seeded.commerce)}, chat ${outcome(seeded.chat)}`)
  console.log(`${Math.round(performance.now() - started)} ms`)
} catch (error) {
  process.exitCode = 1
  if (error instanceof SeedError) console.error(error.message)
  else if (sqlState(error) === UNDEFINED_TABLE) {
    console.error(
      'the databases have no tables: start commerce-api and chat-server once to run their migrations',
    )
  } else throw error
}
