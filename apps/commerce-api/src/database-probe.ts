import type { Sql } from '@munova/database'

export interface DatabaseProbe {
  /** For /readyz: true, or why not. */
  state(): true | string
  close(): Promise<void>
}

/**
 * Looks at the database again and again, one look at a time, so that /readyz answers at once. Resolves after the
 * first look.
 */
export async function probeDatabase(sql: Sql, everyMs: number): Promise<DatabaseProbe> {
  let state: true | string = true
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    try {
      await sql`select 1`
      state = true
    } catch {
      state = 'the database does not answer'
    }
    if (closed) return
    timer = setTimeout(() => {
      looking = look()
    }, everyMs)
  }

  await look()
  return {
    state: () => state,
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}
