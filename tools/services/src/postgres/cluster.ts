import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Account, own } from '../machine/server-folder.ts'
import type { PostgresBinaries } from './binaries.ts'
import { commandOf, isAlive, terminate } from '../machine/process.ts'
import { runInitdb } from './initdb.ts'

/** The data folder of a PostgreSQL server and the credentials of its superuser. */
export interface Cluster {
  data: string
  user: 'munova'
  password: string
}

/**
 * Opens the cluster in `folder`, or creates it. Throws for data of another major version, which stays untouched. An
 * interrupted initdb leaves nothing behind that a later start would take for a cluster.
 */
export async function openCluster(
  folder: string,
  account: Account,
  binaries: PostgresBinaries,
): Promise<Cluster> {
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) await createCluster({ data, passwordFile, account, binaries })
  else if (version.trim() !== binaries.major) {
    throw new Error(
      `${data} was written by PostgreSQL ${version.trim()}, this is ${binaries.major}: ` +
        'migrate it with pg_dump of the old version, or remove the folder',
    )
  }
  return { data, user: 'munova', password: (await readFile(passwordFile, 'utf8')).trim() }
}

/** The state in postmaster.pid: the server process, and whether it accepts connections. */
export async function postmaster(data: string): Promise<{ pid: number; ready: boolean } | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
}

/** Stops the server that a killed supervisor has left behind, and removes a stale postmaster.pid. */
export async function stopLeftover(data: string): Promise<void> {
  const found = await postmaster(data)
  if (!found) return
  const isOurs = isAlive(found.pid) && commandOf(found.pid)?.includes(`-D ${data} `)
  if (isOurs) {
    // Fast shutdown, then immediate shutdown, after which the next start recovers.
    await terminate(found.pid, [
      ['SIGINT', 20_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ])
  }
  await rm(join(data, 'postmaster.pid'), { force: true })
}

async function createCluster(options: {
  data: string
  passwordFile: string
  account: Account
  binaries: PostgresBinaries
}): Promise<void> {
  const { data, passwordFile, account, binaries } = options
  if (await stat(data).catch(() => undefined))
    throw new Error(`${data} exists and is no PostgreSQL data folder`)
  const draft = `${data}.new`
  await rm(draft, { recursive: true, force: true })
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  await own(passwordFile, account)

  const initdb = await runInitdb(
    binaries,
    [
      '-D',
      draft,
      '--username=munova',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      // With these settings pg_trgm works with all scripts; with --no-locale it ignores Hangul.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--lc-ctype=C.UTF-8',
      '--lc-collate=C',
      '-E',
      'UTF8',
    ],
    { account, scratch: `${data}.programs` },
  )
  if (initdb.code !== 0) throw new Error(`initdb failed:\n${initdb.output}`)
  await rename(draft, data)
}
