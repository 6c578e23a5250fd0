import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The URL of a service that `with-services` started. Throws when the tests run without it. */
export function serviceUrl(name: 'TEST_DATABASE_URL' | 'TEST_AMQP_URL'): string {
  const url = process.env[name]
  if (url) return url
  throw new Error(`${name} is not set: run it with npm run test:file -- FILE`)
}

/** A new folder for a server, where with-services finds and ends the servers of a killed test. */
export function serverFolder(name: string): Promise<string> {
  return mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), `munova-${name}-`))
}
