import { isTracing } from '@munova/service/tracing'
import postgres from 'postgres'
import { arrayType } from './array-type.ts'
import { Outage } from './outage.ts'
import type { Address } from './socket.ts'
import { traceStatements } from './traced-statements.ts'

/**
 * A connection pool. `bigint` columns, counts and sums of `int` are numbers, `timestamptz` is a `Date`, `numeric` (the
 * type of `sum(bigint)`) is a string, `json` and `jsonb` are parsed.
 *
 * Write with single statements only: when the server process of a transaction dies, the driver crashes this process or
 * hangs.
 */
export type Sql = postgres.Sql

export interface ConnectOptions {
  /** Connections at most; further statements are pipelined on busy connections. */
  max?: number
  /** Shown in pg_stat_activity. */
  name?: string
  /** The server cancels a statement (57014) after so long; 0: the server's own setting. */
  statementTimeoutMs?: number
  /** A statement that waits longer for a lock fails (55P03); 0 or absent: it waits until its timeout. */
  lockTimeoutMs?: number
  /**
   * Plans each statement once per connection and not for each set of values: for complex statements at a high rate whose
   * plan must not depend on the values.
   */
  genericPlans?: boolean
}

const MAX_CONNECTIONS = 10
const STATEMENT_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_SECONDS = 5
/** The server has reported a cancelled statement by then; one that has not is considered dead. */
const RESPONSE_SLACK_MS = 2_000
/**
 * A statement whose rows the client does not read is not cancelled by its timeout, and keeps its locks. The server ends the
 * connection of a transaction that is older than this; it reports a cancelled statement first.
 */
const TRANSACTION_SLACK_MS = 500
/** Idle connections are closed after this, so that a burst does not occupy the server's slots for ever. */
const IDLE_TIMEOUT_SECONDS = 300

/**
 * Connects with the first statement. `sql.end({ timeout: seconds })` waits for running statements and closes the pool. The
 * timeout is necessary: a connection that was lost during a statement counts as busy until it is used again.
 *
 * Lists are sent as `${list}::bigint[]` (also int, text, uuid, numeric, double precision, jsonb); lists of booleans,
 * dates or bytes as `${sql.array(list)}`.
 */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const sql = open(url, options)
  // With several hosts the driver retries for ever when none can be reached.
  if (sql.options.host.length > 1) throw new Error('the database URL names several hosts, one is supported')
  // `sql.array` looks up types here; the driver's types query, which would fill it, is off.
  const driver: { max: number; shared?: { typeArrayMap: object } } = sql.options
  Object.assign(driver.shared!.typeArrayMap, ARRAY_OIDS)
  return isTracing() ? traceStatements(sql) : sql
}

function open(url: string, given: ConnectOptions): Sql {
  const { max, name, statementTimeoutMs = STATEMENT_TIMEOUT_MS, lockTimeoutMs = 0, genericPlans } = given
  const responseMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + RESPONSE_SLACK_MS
  const outage = new Outage()
  const options = {
    max: max ?? MAX_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    // The driver's own backoff grows to 20 s, and counts every connection of a pool that was lost at once.
    backoff: (failures: number) => outage.pauseSeconds(failures),
    onnotice: () => {},
    // The driver does not await its types query: a reset at that moment would be an unhandled rejection.
    fetch_types: false,
    types: TYPES,
    // Missing in the driver's type declarations.
    socket: (address: Address) => outage.open(address, responseMs),
    connection: {
      application_name: name ?? 'munova',
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      // PostgreSQL 17. Nobody's locks outlive the patience of this process.
      ...(statementTimeoutMs > 0 && {
        transaction_timeout: statementTimeoutMs + TRANSACTION_SLACK_MS,
        tcp_user_timeout: responseMs,
      }),
      // So that instants as text, and `current_date`, do not depend on the server's settings.
      TimeZone: 'UTC',
      ...(genericPlans && { plan_cache_mode: 'force_generic_plan' }),
    },
  }
  try {
    return postgres(url, options) as Sql
  } catch (error) {
    if (error instanceof TypeError && 'input' in error) {
      // oxlint-disable-next-line preserve-caught-error -- it contains the URL with its password
      throw new Error('the database URL is not a valid URL')
    }
    throw error
  }
}

/** Ids, counts and sums of this project are far below 2^53. A larger value is an error, never rounded. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint is too large for a number')
  return value
}

const text = { serialize: String, parse: (value: string) => value }
const number = { serialize: String, parse: Number }
const int8 = { serialize: String, parse: parseInt8 }
const boolean = {
  serialize: (value: boolean) => (value ? 't' : 'f'),
  parse: (value: string) => value === 't',
}
const instant = {
  serialize: (value: Date | string | number) => new Date(value).toISOString(),
  parse: (value: string) => new Date(value),
}
const bytes = {
  serialize: (value: Uint8Array) => `\\x${Buffer.from(value).toString('hex')}`,
  parse: (value: string) => Buffer.from(value.slice(2), 'hex'),
}
const json = {
  serialize: (value: unknown) => JSON.stringify(value),
  parse: (value: string): unknown => JSON.parse(value),
}

// Oids of built-in types are fixed (src/include/catalog/pg_type.dat).
const TYPES = {
  int8: { to: 20, from: [20], ...int8 },
  booleanArray: arrayType(1000, boolean),
  byteaArray: arrayType(1001, bytes),
  int2Array: arrayType(1005, number),
  int4Array: arrayType(1007, number),
  textArray: arrayType(1009, text),
  varcharArray: arrayType(1015, text),
  int8Array: arrayType(1016, int8),
  float8Array: arrayType(1022, number),
  dateArray: arrayType(1182, instant),
  timestamptzArray: arrayType(1185, instant),
  numericArray: arrayType(1231, text),
  uuidArray: arrayType(2951, text),
  jsonbArray: arrayType(3807, json),
}

/** Element oid to array oid, for the elements that `sql.array` recognises by their JavaScript type. */
const ARRAY_OIDS = { 16: 1000, 17: 1001, 20: 1016, 25: 1009, 1184: 1185 }
