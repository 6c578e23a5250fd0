import postgres from 'postgres'
import { arrayType } from './arrays.ts'
import { type Address, openSocket } from './socket.ts'

/**
 * A pool of connections. `bigint` columns, counts and sums of `int` are numbers, `timestamptz` is a `Date`,
 * `numeric` (which `sum(bigint)` gives) stays a string, `json` and `jsonb` are parsed.
 *
 * Write with single statements only: a transaction on a backend that dies takes the process with it or hangs.
 */
export type Sql = postgres.Sql

export interface ConnectOptions {
  /** Connections at most; further statements are pipelined on busy ones. */
  max?: number
  /** Shown in pg_stat_activity. */
  name?: string
  /** The server cancels a statement (57014) after so long; 0 = as the server is set. */
  statementTimeoutMs?: number
  /**
   * Plans each statement once per connection instead of for each set of values: for a few statements of great shape and
   * high rate, whose plan must not depend on the values.
   */
  genericPlans?: boolean
}

const MAX_CONNECTIONS = 10
const STATEMENT_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_SECONDS = 5
/** Statements wait for so long at most before a connection that failed is tried again. */
const MAX_RECONNECT_PAUSE_SECONDS = 1
/** A statement that the server had to cancel was answered by then; a server that says nothing at all is gone. */
const SILENCE_SLACK_MS = 2_000
/** A connection that nobody used for so long is closed, so that a burst does not hold the server's slots for ever. */
const IDLE_TIMEOUT_SECONDS = 300

/**
 * Opens nothing yet: the first statement connects. `sql.end({ timeout: seconds })` waits for what runs, then closes.
 * Always give it the timeout: a connection that died under a statement counts as busy until it is used again.
 *
 * Lists are sent as `${list}::bigint[]` (also int, text, uuid, numeric, double precision, jsonb); lists of booleans,
 * dates or bytes as `${sql.array(list)}`.
 */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const sql = open(url, options)
  // With several the driver tries them in turn for ever when none is there.
  if (sql.options.host.length > 1) throw new Error('the database URL names several hosts, one is supported')
  // What `sql.array` looks its types up in; the driver fills it by its types query, which is off below.
  const driver: { max: number; shared?: { typeArrayMap: object } } = sql.options
  Object.assign(driver.shared!.typeArrayMap, ARRAY_OIDS)
  return sql
}

function open(url: string, given: ConnectOptions): Sql {
  const { max, name, statementTimeoutMs = STATEMENT_TIMEOUT_MS, genericPlans } = given
  const silenceMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + SILENCE_SLACK_MS
  const options = {
    max: max ?? MAX_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    // The driver's own grows to 20 s, and all connections of a pool that died together count.
    backoff: (failures: number) =>
      Math.min(0.01 * 2 ** failures, MAX_RECONNECT_PAUSE_SECONDS) * Math.random(),
    onnotice: () => {},
    // The types query after connecting is awaited by nobody: a reset at that moment is an unhandled rejection.
    fetch_types: false,
    types: TYPES,
    // Missing in the driver's type declarations.
    socket: (address: Address) => openSocket(address, silenceMs),
    connection: {
      application_name: name ?? 'munova',
      statement_timeout: statementTimeoutMs,
      // So that the text of an instant, and `current_date`, do not depend on the server's settings.
      TimeZone: 'UTC',
      ...(genericPlans && { plan_cache_mode: 'force_generic_plan' }),
    },
  }
  try {
    return postgres(url, options) as Sql
  } catch (error) {
    if (error instanceof TypeError && 'input' in error) {
      // oxlint-disable-next-line preserve-caught-error -- it carries the whole URL, password included
      throw new Error('the database URL is not a valid URL')
    }
    throw error
  }
}

/** Ids, counts and sums of this project are far below 2^53; a value above it is an error, never rounded. */
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
