import { connect, type ConnectOptions, type Sql } from '@munova/database'
import type { ChatConfig } from './config.ts'

/** The connections of a node, apart by what they are for, so that none of these waits for the others. */
export interface DatabasePools {
  /** Live operations. */
  live: Sql
  /** HTTP routes. */
  http: Sql
  /** The sweep, gaps, and readers that catch up. */
  repair: Sql
  /** Events and jobs. */
  background: Sql
  /** A connection for each lane of the append queue. */
  append: Sql
  /** One connection that waits for the locks of rooms, for a bounded time. */
  contended: Sql
  close(): Promise<void>
}

/** How long the end of running statements is waited for. */
const CLOSE_SECONDS = 5

export function openDatabasePools(config: ChatConfig): DatabasePools {
  const pools: Sql[] = []
  const open = (name: string, options: Omit<ConnectOptions, 'name'>) => {
    const { DATABASE_URL: url, STATEMENT_TIMEOUT_MS: statementTimeoutMs } = config
    const pool = connect(url, { ...options, name: `chat-server ${name}`, statementTimeoutMs })
    pools.push(pool)
    return pool
  }
  return {
    live: open('live', { max: config.DATABASE_POOL }),
    http: open('http', { max: config.HTTP_DATABASE_POOL }),
    repair: open('repair', { max: config.REPAIR_DATABASE_POOL }),
    background: open('background', { max: config.BACKGROUND_DATABASE_POOL }),
    // Planning the append statement for each batch would cost PostgreSQL four times what one message costs it.
    append: open('append', { max: config.APPEND_LANES, genericPlans: true }),
    contended: open('contended append', { max: 1, genericPlans: true, lockTimeoutMs: config.APPEND_LOCK_MS }),
    async close() {
      await Promise.all(pools.map((pool) => pool.end({ timeout: CLOSE_SECONDS })))
    },
  }
}
