import { retry } from '@munova/service/work'
import postgres from 'postgres'

/** The SQLSTATE that PostgreSQL answered with, e.g. `23505`; undefined when the failure is not PostgreSQL's. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined
}

/** Whether a unique constraint was violated: this one, or any if none is named. */
export function violates(error: unknown, constraint?: string): boolean {
  if (!(error instanceof postgres.PostgresError) || error.code !== '23505') return false
  return constraint === undefined || error.constraint_name === constraint
}

/** Whether a check constraint refused a row. */
export function refusedBy(error: unknown, constraint: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === '23514' && error.constraint_name === constraint
  )
}

// 57P01 to 57P03: terminated by an administrator, by a crash, still starting or already stopping.
const LOST_STATES = new Set(['57P01', '57P02', '57P03'])

const LOST_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
])

/**
 * Whether the way to the server broke, so that the outcome is unknown: the statement may have been committed.
 * False when our own pool was closed.
 */
export function connectionLost(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return LOST_STATES.has(state) || state.startsWith('08')
  return error instanceof Error && 'code' in error && LOST_CODES.has(String(error.code))
}

/** Long enough for the pool to notice that its other connections died too; jitter spreads those who wait. */
const RETRY_PAUSE_MS = { least: 50, spread: 100 }

/**
 * Runs a statement, and once more when the connection was lost meanwhile. For idempotent statements only: the first
 * may have been committed. Every other error, and the second failure, is the caller's.
 */
export function retryOnConnectionLoss<T>(run: () => PromiseLike<T>): Promise<T> {
  return retry(run, {
    attempts: 2,
    when: connectionLost,
    pauseMs: () => RETRY_PAUSE_MS.least + Math.random() * RETRY_PAUSE_MS.spread,
  })
}
