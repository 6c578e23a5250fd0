import { sqlState } from '@munova/database'
import { SeedRefused } from './database/marker.ts'
import { defaultSeed, seedDatabases } from './seed.ts'

/*
 * node main.ts [SEED]
 * Fills the databases of COMMERCE_DATABASE_URL and CHAT_DATABASE_URL with the development shop.
 */

const UNDEFINED_TABLE = '42P01'

function said(filled: boolean): string {
  return filled ? 'filled' : 'was filled before, left as it is'
}

try {
  if (process.env['NODE_ENV'] === 'production')
    throw new SeedRefused('NODE_ENV is production: nothing is seeded')
  const { COMMERCE_DATABASE_URL: commerceUrl, CHAT_DATABASE_URL: chatUrl } = process.env
  if (!commerceUrl || !chatUrl) {
    throw new SeedRefused('COMMERCE_DATABASE_URL and CHAT_DATABASE_URL say which databases to fill')
  }
  const seed = Number(process.argv[2] ?? defaultSeed)
  if (!Number.isSafeInteger(seed)) throw new SeedRefused('the seed is a whole number')

  const started = performance.now()
  const seeded = await seedDatabases({ commerceUrl, chatUrl, seed })
  console.log(`seed ${seeded.seed}: commerce ${said(seeded.commerce)}, chat ${said(seeded.chat)}`)
  console.log(`${Math.round(performance.now() - started)} ms`)
} catch (error) {
  process.exitCode = 1
  if (error instanceof SeedRefused) console.error(error.message)
  else if (sqlState(error) === UNDEFINED_TABLE) {
    console.error(
      'the databases have no tables yet: start commerce-api and chat-server once, they migrate them',
    )
  } else throw error
}
