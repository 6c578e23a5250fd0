import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An address that `with-services` gives to the tests. Throws when they were started without it. */
export function serviceUrl(name: 'TEST_DATABASE_URL' | 'TEST_AMQP_URL'): string {
  const url = process.env[name]
  if (url) return url
  throw new Error(
    `${name} is not set: run it through node tools/services/src/with-services.ts node --test FILE`,
  )
}

/** A new folder for a server; where with-services ends what a killed test leaves running. */
export function serverFolder(name: string): Promise<string> {
  return mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), `munova-${name}-`))
}
