import { retry } from '@munova/service/work'
import postgres from 'postgres'

/** The SQLSTATE of an error from PostgreSQL, e.g. `23505`; undefined for other errors. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined
}

/** Whether the error is a violation of this unique constraint, or of any without a name. */
export function violates(error: unknown, constraint?: string): boolean {
  if (!(error instanceof postgres.PostgresError) || error.code !== '23505') return false
  return constraint === undefined || error.constraint_name === constraint
}

/** Whether the error is a violation of this foreign key. */
export function violatesForeignKey(error: unknown, constraint: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === '23503' && error.constraint_name === constraint
  )
}

/** Whether the error is a violation of this check constraint. */
export function violatesCheck(error: unknown, constraint: string): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === '23514' && error.constraint_name === constraint
  )
}

/** Whether a statement would have written an event that the broker rejects. */
export const eventTooLarge = (error: unknown): boolean => violatesCheck(error, 'outbox_size')

// 57P01 to 57P03: the server process was terminated or crashed, or the server is starting or stopping.
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
 * Whether the connection to the server was lost, so that it is unknown whether the statement was committed. False when our
 * own pool was closed.
 */
export function connectionLost(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return LOST_STATES.has(state) || state.startsWith('08')
  return error instanceof Error && 'code' in error && LOST_CODES.has(String(error.code))
}

/**
 * Classes of errors that are about the statement or its values, and come again however often it is repeated: not supported,
 * data, constraints, syntax and names, limits of a statement. All others are about the server: it is away, starting,
 * stopping, a standby after a failover, out of disk or connections, too slow, or it broke a deadlock.
 */
const STATEMENT_CLASSES = new Set(['0A', '21', '22', '23', '42', '54'])

/** Whether the statement failed because of the server or the way to it, so that it succeeds once that is mended. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return !STATEMENT_CLASSES.has(state.slice(0, 2))
  // `syscall`: an error of the operating system, such as no route, no file descriptor, or a name that is not resolved.
  return connectionLost(error) || (error instanceof Error && 'syscall' in error)
}

/** Whether the server itself says that it is not there, so that it is away for every process and not only for this one. */
export function isAway(error: unknown): boolean {
  const state = sqlState(error)
  // 57P01 to 57P03: stopping or starting. 55000: it accepts no connections to this database. 53300: it has too many.
  if (state !== undefined) return LOST_STATES.has(state) || state === '55000' || state === '53300'
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
}

/** Long enough for the pool to notice that its other connections are lost too. Jitter spreads the retries. */
const RETRY_PAUSE_MS = { least: 50, spread: 100 }

/**
 * Runs a statement, and runs it once more if the connection was lost. For idempotent statements only: the first run may
 * have been committed. Any other error, and that of the second run, is thrown.
 */
export function retryOnConnectionLoss<T>(run: () => PromiseLike<T>): Promise<T> {
  return retry(run, {
    attempts: 2,
    when: connectionLost,
    pauseMs: () => RETRY_PAUSE_MS.least + Math.random() * RETRY_PAUSE_MS.spread,
  })
}
