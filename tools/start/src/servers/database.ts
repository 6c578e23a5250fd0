import { join } from 'node:path'
import { startPostgres } from '@munova/tool-services'
import { provision } from './provision.ts'
import type { Settings } from '../settings/settings.ts'

export interface Databases {
  commerceUrl: string
  chatUrl: string
  /** Description for the terminal: version and address of PostgreSQL. */
  about: string
  stop(): Promise<void>
}

/** Provides the two databases, each with its own role; starts a server and creates what is missing. Throws StartFailure. */
export async function openDatabases(
  { database, home }: Pick<Settings, 'database' | 'home'>,
  { log, report }: { log: (line: string) => void; report: (line: string) => void },
): Promise<Databases> {
  const passwordFile = join(home, 'keys', 'database.json')
  if (database.kind === 'databases') {
    const { commerceUrl, chatUrl } = database
    return { commerceUrl, chatUrl, about: 'the configured databases', stop: async () => {} }
  }
  if (database.kind === 'server') {
    const provisioned = await provision({ serverUrl: database.url, passwordFile, ownsServer: false })
    return {
      ...provisioned,
      about: `PostgreSQL ${provisioned.version} at ${hostOf(database.url)}`,
      stop: async () => {},
    }
  }
  const directory = join(home, 'postgres')
  const server = await startPostgres({ directory, log, report })
  try {
    const provisioned = await provision({ serverUrl: server.url, passwordFile, ownsServer: true })
    const about = `PostgreSQL ${provisioned.version} on ${hostOf(server.url)}, data in ${directory}`
    return { ...provisioned, about, stop: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

function hostOf(url: string): string {
  return new URL(url).host
}
