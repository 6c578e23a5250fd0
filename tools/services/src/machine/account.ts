import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The user under which a server runs; undefined = the one who runs us. */
export type Account = { uid: number; gid: number } | undefined

/** `nobody` and `nogroup`, the same numbers on every common system. */
const NOBODY = 65534

/** A folder of a server, and the user it belongs to. */
export interface Home {
  folder: string
  account: Account
}

/**
 * Makes the folder of a server. PostgreSQL and RabbitMQ must not run as root: root's folders are given to
 * `nobody` (or stay with the user who made them), and where that user cannot get to them, as below /root,
 * they lie in /var/lib/munova instead.
 */
export async function makeHome(directory: string, log: (line: string) => void): Promise<Home> {
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
  await give(folder, account)
  if (canUse(folder, account)) return { folder, account }

  const key = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const elsewhere = join('/var/lib/munova', key)
  await mkdir(elsewhere, { recursive: true, mode: 0o755 })
  await give(elsewhere, account)
  if (!canUse(elsewhere, account))
    throw new Error(`uid ${account.uid} can use neither ${folder} nor ${elsewhere}`)
  log(`${folder} is out of reach of uid ${account.uid}: its data lies in ${elsewhere}`)
  return { folder: elsewhere, account }
}

/** Whether the account can reach a folder and write in it. */
export function canUse(folder: string, account: Account): boolean {
  const test = spawnSync('/bin/sh', ['-c', 'test -w "$1" && test -x "$1"', 'sh', folder], {
    cwd: '/',
    ...account,
  })
  return test.status === 0
}

/** Hands a file or folder to the account (nothing to do when it is our own). */
export async function own(path: string, account: Account): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}

async function give(folder: string, account: Account): Promise<void> {
  await own(folder, account)
  await chmod(folder, 0o700)
}
