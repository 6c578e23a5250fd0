import type { Sql } from '@munova/database'
import { latch } from '@munova/testing'

/** Locks a room's row, so that statements on it wait. Resolves with the function that releases it. */
export function holdRoom(sql: Sql, roomId: number): Promise<() => Promise<unknown>> {
  return holdRooms(sql, [roomId])
}

/** The same for several rooms, which are released together. */
export async function holdRooms(sql: Sql, roomIds: readonly number[]): Promise<() => Promise<unknown>> {
  const [locked, released] = [latch(), latch()]
  const holding = sql.begin(async (transaction) => {
    await transaction`select from rooms where id = any(${[...roomIds]}::bigint[]) order by id for update`
    locked.resolve()
    await released.promise
  })
  await locked.promise
  return () => {
    released.resolve()
    return holding
  }
}
