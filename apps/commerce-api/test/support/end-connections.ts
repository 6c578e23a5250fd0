import type { Sql } from '@munova/database'

/** Ends all other connections, which report their statistics then: what was done so far is in the figures of the tables. */
export async function endConnections(sql: Sql): Promise<void> {
  await sql`
    select pg_stat_force_next_flush(), count(pg_terminate_backend(pid, 10_000)) from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`
}
