import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The user that a server runs as; undefined for the current user. */
export type Account = { uid: number; gid: number } | undefined

/** `nobody` and `nogroup`, the same numbers on every common system. */
const NOBODY = 65534

/** The folder of a server, and the user that owns it. */
export interface ServerFolder {
  folder: string
  account: Account
}

/**
 * Creates the folder of a server. PostgreSQL and RabbitMQ must not run as root: folders of root are handed over to `nobody`
 * (folders of other users keep their owner). Where that user has no access, as below /root, a folder in /var/lib/munova
 * is used instead.
 */
export async function prepareServerFolder(
  directory: string,
  log: (line: string) => void,
): Promise<ServerFolder> {
  const folder = resolve(directory)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const { uid, gid } = await stat(folder)
  if (process.getuid?.() !== 0) {
    if (process.getuid && uid !== process.getuid()) {
      throw new Error(`${folder} belongs to another user (uid ${uid}): run as that user, or remove it`)
    }
    await chmod(folder, 0o700)
    return { folder, account: undefined }
  }

  const account = uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid }
  await handOver(folder, account)
  if (canUse(folder, account)) return { folder, account }

  const key = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const elsewhere = join('/var/lib/munova', key)
  await mkdir(elsewhere, { recursive: true, mode: 0o755 })
  await handOver(elsewhere, account)
  if (!canUse(elsewhere, account))
    throw new Error(`uid ${account.uid} can use neither ${folder} nor ${elsewhere}`)
  log(`${folder} is not accessible for uid ${account.uid}: its data is in ${elsewhere}`)
  return { folder: elsewhere, account }
}

/** Whether the account can enter a folder and write to it. */
export function canUse(folder: string, account: Account): boolean {
  const test = spawnSync('/bin/sh', ['-c', 'test -w "$1" && test -x "$1"', 'sh', folder], {
    cwd: '/',
    ...account,
  })
  return test.status === 0
}

/** Makes the account the owner of a file or folder; does nothing for the current user. */
export async function own(path: string, account: Account): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}

async function handOver(folder: string, account: Account): Promise<void> {
  await own(folder, account)
  await chmod(folder, 0o700)
}
