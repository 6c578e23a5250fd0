import type { Sql } from '@munova/database'
import { messageOf, poll } from '@munova/tool-services'
import type { Running } from '../create/create.ts'
import { withDatabase } from '../database.ts'
import { BackupFailure } from '../failure.ts'
import { required, type Settings } from '../settings.ts'
import { forgetUnfinished, readUnfinished } from '../unfinished.ts'
import { openDoor } from './door.ts'
import { RECOVERY_SETTINGS } from './stage.ts'

/** More than nodes ever begin for a room by themselves between two restores. */
const EPOCHS_PER_RESTORE = 1_000
/** More than all apps give out between a backup and the restore of it. */
const IDS_PER_RESTORE = 10_000_000

/**
 * After the start of PostgreSQL: moves on what was given out after the moment of the backup and would be given out again, asks for a
 * new projection, and lets the apps in. May be repeated.
 */
export async function finish(settings: Settings, { signal, print }: Running): Promise<void> {
  const url = required(settings, 'BACKUP_DATABASE_URL')
  const deadlineMs = settings.BACKUP_DEADLINE_MS
  const data = required(settings, 'BACKUP_DATA_FOLDER')
  const unfinished = await readUnfinished(data)
  if (!unfinished) throw new BackupFailure(`${data} has no restore that is not finished`)
  const within = <T>(database: string | undefined, run: (sql: Sql) => Promise<T>) =>
    withDatabase({ url, deadlineMs, ...(database !== undefined && { database }) }, run)

  await untilRecovered((run) => within(undefined, run), { signal, deadlineMs })
  const rooms = await within(settings.CHAT_DATABASE, (sql) => beginEpochs(sql, unfinished.earlier))
  print(`✓ ${rooms} rooms have a new epoch`)
  await within(
    settings.CHAT_DATABASE,
    async (sql) => void (await sql`update projection set completed_at = null`),
  )
  for (const database of [settings.COMMERCE_DATABASE, settings.CHAT_DATABASE]) {
    const sequences = await within(database, moveSequences)
    print(`✓ ${database}: ${sequences} sequences have moved on`)
  }
  await within(undefined, async (sql) => {
    for (const name of RECOVERY_SETTINGS) await sql.unsafe(`alter system reset ${name}`)
    await openDoor(data)
    await sql`select pg_reload_conf()`
  })
  await forgetUnfinished(data)
  print(`✓ ${unfinished.backup} is restored, and the apps may connect`)
}

/** PostgreSQL accepts nobody, or no writing, until it has recovered. */
async function untilRecovered(
  within: (run: (sql: Sql) => Promise<boolean>) => Promise<boolean>,
  { signal, deadlineMs }: { signal: AbortSignal; deadlineMs: number },
): Promise<void> {
  let last = 'it is still in recovery'
  const isDone = async () => {
    try {
      return await within(async (sql) => {
        const [state] = await sql<{ isDone: boolean }[]>`select not pg_is_in_recovery() as "isDone"`
        return state!.isDone
      })
    } catch (error) {
      last = messageOf(error)
      return false
    }
  }
  if (!(await poll(isDone, { everyMs: 200, timeoutMs: deadlineMs, signal })))
    throw new BackupFailure(`PostgreSQL has not recovered: ${last}`)
}

/**
 * An epoch that no client can have: also those are told that have entries of after the moment of the backup. After the first restore
 * they keep what they share with the log; after a later one, which a client may have missed, they read whole rooms again.
 */
async function beginEpochs(sql: Sql, earlier: number): Promise<number> {
  const { count } = await sql`
    update rooms set epoch = epoch + ${1 + earlier * EPOCHS_PER_RESTORE}, epoch_start = last_seq`
  return count
}

/** So that what others know by an id of after that moment, such as the gateway and open pages, is never something else. */
async function moveSequences(sql: Sql): Promise<number> {
  const moved = await sql`
    select setval(format('%I.%I', schemaname, sequencename)::regclass, coalesce(last_value, start_value) + ${IDS_PER_RESTORE}::bigint)
    from pg_sequences where max_value > 1e15`
  return moved.count
}
