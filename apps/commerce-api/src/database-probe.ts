import type { Sql } from '@munova/database'

export interface DatabaseProbe {
  /** For /readyz: true, or why not. */
  state(): true | string
  close(): Promise<void>
}

/** Looks at the database again and again, one look at a time, so that /readyz answers at once. */
export function probeDatabase(sql: Sql, everyMs: number): DatabaseProbe {
  let state: true | string = 'not looked at yet'
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let looking = look()

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

  return {
    state: () => state,
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}
