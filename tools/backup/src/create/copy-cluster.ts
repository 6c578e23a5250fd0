import { randomBytes } from 'node:crypto'
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@munova/database'
import { BackupFailure } from '../failure.ts'
import { contentOf } from '../store/files.ts'
import { DATA, type Manifest } from '../store/manifest.ts'
import { isUnfinished } from '../unfinished.ts'
import { copyData, copyLog, type Copied } from './data-folder.ts'

export interface CopiedCluster extends Copied {
  postgres: Manifest['postgres']
}

interface Server {
  version: string
  system: string
  folder: string
  segmentBytes: number
  isStandby: boolean
  tablespaces: number
}

/**
 * Copies the data of a running PostgreSQL, with as much of the log as makes it whole. The server must be on this machine, or its data
 * folder at `dataFolder`.
 */
export async function copyCluster(
  { url, dataFolder }: { url: string; dataFolder: string | undefined },
  backup: string,
  signal: AbortSignal,
): Promise<CopiedCluster> {
  // No timeout of the server's ends the transaction, which has to last as long as the copy; the signal does.
  const sql = connect(url, { max: 1, name: 'munova-backup', statementTimeoutMs: 0 })
  try {
    // A transaction only because it keeps one connection: the server forgets a backup when its connection ends.
    return await sql.begin(async (held) => {
      const [server] = await held<Server[]>`
        select
          current_setting('server_version') as version,
          (select system_identifier from pg_control_system())::text as system,
          current_setting('data_directory') as folder,
          pg_size_bytes(current_setting('wal_segment_size')) as "segmentBytes",
          pg_is_in_recovery() as "isStandby",
          (select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')) as tablespaces`
      const { version, system, folder, segmentBytes, isStandby, tablespaces } = server!
      const data = dataFolder ?? folder
      if (isStandby) throw new BackupFailure('PostgreSQL is in recovery: back up the primary')
      if (tablespaces > 0)
        throw new BackupFailure('PostgreSQL has tablespaces of its own, which are not copied')
      await requireReadable(data)
      // Keeps the log until this connection ends.
      const slot = `munova_backup_${randomBytes(6).toString('hex')}`
      await held`select pg_create_physical_replication_slot(${slot}, true, true)`
      const [started] = await held<{ segment: string }[]>`
        select pg_walfile_name(pg_backup_start('munova', true)) as segment`
      const copied = await copyData(data, backup, signal)
      // The segments are copied from here, so there is nothing to wait for.
      const [stopped] = await held<{ segment: string; label: string }[]>`
        select pg_walfile_name(lsn) as segment, labelfile as label from pg_backup_stop(false)`
      // Without it a start would take the copy for one that is whole.
      const label = join(DATA, 'backup_label')
      await writeFile(join(backup, label), stopped!.label, { mode: 0o600, flush: true })
      copied.files.push({ path: label, ...(await contentOf(join(backup, label), signal)) })
      const names = segmentsBetween(started!.segment, stopped!.segment, segmentBytes)
      copied.files.push(...(await copyLog(data, backup, { names, signal })))
      const postgres = { version, system, firstSegment: names[0]!, lastSegment: names.at(-1)! }
      return { ...copied, postgres }
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function requireReadable(data: string): Promise<void> {
  try {
    await access(join(data, 'PG_VERSION'))
  } catch {
    throw new BackupFailure(
      `the data of PostgreSQL at ${data} cannot be read: run this where it is, as its user, or set BACKUP_DATA_FOLDER`,
    )
  }
  if (await isUnfinished(data)) throw new BackupFailure('a restore is not finished: npm run backup -- finish')
}

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')

/** Names of log files: a timeline, and a number in two halves of which the lower one counts segments of 4 GiB. */
export function segmentsBetween(first: string, last: string, segmentBytes: number): string[] {
  const perHalf = 2 ** 32 / segmentBytes
  const numberOf = (name: string) => parseInt(name.slice(8, 16), 16) * perHalf + parseInt(name.slice(16), 16)
  const from = numberOf(first)
  return Array.from({ length: numberOf(last) - from + 1 }, (_, index) => {
    const number = from + index
    return `${first.slice(0, 8)}${hex(Math.floor(number / perHalf))}${hex(number % perHalf)}`
  })
}
