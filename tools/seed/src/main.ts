import { parseArgs } from 'node:util'
import { migrate, sqlState } from '@munova/database'
import { SeedError } from './database/seed-marker.ts'
import { fillLarge } from './large/fill-large.ts'
import { defaultSeed, seedDatabases } from './seed.ts'

/*
 * node main.ts [SEED]
 * Fills the databases at COMMERCE_DATABASE_URL and CHAT_DATABASE_URL with the development shop.
 *
 * node main.ts --large [SEED] [--products NUMBER]
 * Migrates the database at COMMERCE_DATABASE_URL, and fills it with the development shop and 100,000 products.
 */

const UNDEFINED_TABLE = '42P01'
const commerceMigrations = new URL('../../../apps/commerce-api/migrations/', import.meta.url)

function outcome(filled: boolean): string {
  return filled ? 'filled' : 'already filled, unchanged'
}

function integer(text: string, name: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  throw new SeedError(`${name} must be an integer`)
}

try {
  if (process.env['NODE_ENV'] === 'production')
    throw new SeedError('a production environment (NODE_ENV) is never seeded')
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { large: { type: 'boolean', default: false }, products: { type: 'string', default: '100000' } },
  })
  const { COMMERCE_DATABASE_URL: commerceUrl, CHAT_DATABASE_URL: chatUrl } = process.env
  const seed = integer(positionals[0] ?? String(defaultSeed), 'the seed')
  const started = performance.now()
  if (values.large) {
    if (!commerceUrl) throw new SeedError('set COMMERCE_DATABASE_URL to the database to fill')
    const products = integer(values.products, '--products')
    await migrate(commerceUrl, commerceMigrations)
    await fillLarge({ commerceUrl, seed, products, log: (line) => console.log(line) })
  } else {
    if (!commerceUrl || !chatUrl) {
      throw new SeedError('set COMMERCE_DATABASE_URL and CHAT_DATABASE_URL to the databases to fill')
    }
    const seeded = await seedDatabases({ commerceUrl, chatUrl, seed })
    console.log(`seed ${seeded.seed}: commerce ${outcome(seeded.commerce)}, chat ${outcome(seeded.chat)}`)
  }
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
