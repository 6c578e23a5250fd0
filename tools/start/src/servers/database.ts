import { join } from 'node:path'
import { startPostgres } from '@munova/tool-services'
import { provision } from './provision.ts'
import type { Settings } from '../settings/settings.ts'

export interface Databases {
  commerceUrl: string
  chatUrl: string
  /** For people: which PostgreSQL, and where. */
  about: string
  stop(): Promise<void>
}

/** The two databases, each with a role of its own; a server and what is missing on it are made. Throws StartFailure. */
export async function openDatabases(
  { database, home }: Pick<Settings, 'database' | 'home'>,
  log: (line: string) => void,
): Promise<Databases> {
  const passwordFile = join(home, 'keys', 'database.json')
  if (database.kind === 'databases') {
    const { commerceUrl, chatUrl } = database
    return { commerceUrl, chatUrl, about: 'the databases that were given', stop: async () => {} }
  }
  if (database.kind === 'server') {
    const made = await provision({ serverUrl: database.url, passwordFile, isOurs: false })
    return { ...made, about: `PostgreSQL ${made.version} at ${hostOf(database.url)}`, stop: async () => {} }
  }
  const directory = join(home, 'postgres')
  const server = await startPostgres({ directory, log })
  try {
    const made = await provision({ serverUrl: server.url, passwordFile, isOurs: true })
    const about = `PostgreSQL ${made.version} on ${hostOf(server.url)}, data in ${directory}`
    return { ...made, about, stop: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

function hostOf(url: string): string {
  return new URL(url).host
}
