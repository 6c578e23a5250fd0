import type { Sql } from './connect.ts'
import type { Fragment } from './fragment.ts'

/**
 * The database cluster and its timeline, as text: it differs after a restore and after a failover, which may have lost the newest
 * transactions.
 */
export function databaseTimeline(sql: Sql): Fragment {
  return sql`md5((select system_identifier from pg_control_system()) || left(pg_walfile_name(pg_current_wal_lsn()), 8))`
}
