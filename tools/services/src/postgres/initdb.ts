import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Account } from '../machine/server-folder.ts'
import { type ProgramResult, run } from '../machine/run.ts'
import type { PostgresBinaries } from './binaries.ts'

/** The environment of all PostgreSQL programs; PGDATA, PGPORT and locale of the caller must not reach them. */
export const POSTGRES_ENV = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }

/** What initdb says to a user without an entry in /etc/passwd, as containers are often run. */
const NO_NAME = 'could not look up effective user ID'
/** Both take the first argument or none, and return an entry of /etc/passwd: that of the user, and the first one. */
const [LOOK_UP, FIRST] = ['\0getpwuid\0', '\0getpwent\0']

/**
 * Runs initdb as the account. It and the `postgres` that it starts insist on the name of the user, and make nothing of it when
 * the superuser has a name of its own (`--username`). For a user who has none they are run as copies in `scratch`, which import
 * another function of libc; the server itself does not need it.
 */
export async function runInitdb(
  { initdb, postgres }: PostgresBinaries,
  programArguments: string[],
  { account, scratch }: { account: Account; scratch: string },
): Promise<ProgramResult> {
  const options = { cwd: '/', env: POSTGRES_ENV, ...account }
  const result = await run(initdb, programArguments, options)
  if (result.code === 0 || !result.output.includes(NO_NAME)) return result

  await rm(scratch, { recursive: true, force: true })
  try {
    await mkdir(join(scratch, 'bin'), { recursive: true })
    await chmod(scratch, 0o755)
    // Programs find both next to the folder that they are in.
    for (const name of ['lib', 'share']) await symlink(join(dirname(initdb), '..', name), join(scratch, name))
    for (const program of [initdb, postgres]) {
      const bytes = await readFile(program)
      const at = bytes.indexOf(LOOK_UP)
      if (at < 0) return result
      bytes.write(FIRST, at)
      await writeFile(join(scratch, 'bin', basename(program)), bytes, { mode: 0o755 })
    }
    return await run(join(scratch, 'bin', basename(initdb)), programArguments, options)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
