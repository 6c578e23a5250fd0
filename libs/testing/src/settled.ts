import type { Sql } from '@munova/database'
import { until } from './latch.ts'

/** Resolves when every transaction that has begun has ended, also those of other databases: a position is then past them. */
export async function settled(sql: Sql): Promise<void> {
  const [now] = await sql<
    { xid: number }[]
  >`select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xid`
  const hasEnded = async () => {
    const [oldest] = await sql<{ xid: number }[]>`
      select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xid`
    return oldest!.xid >= now!.xid || undefined
  }
  await until(hasEnded, { what: 'the transactions under way to end' })
}
