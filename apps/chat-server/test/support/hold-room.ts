import type { Sql } from '@munova/database'
import { latch } from '@munova/testing'

/** Locks a room's row, so that statements on it wait. Resolves with the function that releases it. */
export async function holdRoom(sql: Sql, roomId: number): Promise<() => Promise<unknown>> {
  const [locked, released] = [latch(), latch()]
  const holding = sql.begin(async (transaction) => {
    await transaction`select from rooms where id = ${roomId} for update`
    locked.resolve()
    await released.promise
  })
  await locked.promise
  return () => {
    released.resolve()
    return holding
  }
}
