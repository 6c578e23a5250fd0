import { hostname } from 'node:os'
import { pino, type DestinationStream, type Level, type Logger } from 'pino'
import { currentSpanContext, isTracing } from '../tracing/tracer.ts'
import { runningBuild } from './build.ts'

export type Log = Logger
export type LogLevel = Level | 'silent'

/**
 * Fields with these names, in any case and at any depth, are redacted. Visiting all fields takes less than half a
 * microsecond; pino's own redaction with wildcards ("*.token") took 14.
 */
const secretFields = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'password',
  'newpassword',
  'passcode',
  'token',
  'accesstoken',
  'refreshtoken',
  'secret',
  'secretkey',
  'apikey',
  'privatekey',
  'paymentkey',
  'accountnumber',
  'holdername',
  'customername',
  'refundaccount',
  'sealedaccount',
  'email',
  'phone',
  'address',
])
const REDACTED = '[redacted]'
const MAX_DEPTH = 6
const MAX_ELEMENTS = 100
const MAX_CAUSES = 4
/** Bytes of lines that wait while nobody reads stdout: minutes of a busy server. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024
const STDOUT = 1

let stdout: DestinationStream | undefined
let dropped = 0

/** Lines that were not written because too many waited. */
export const droppedLogLines = (): number => dropped

/**
 * Written beside the requests: a write in them takes a third of the time of a short one, and stops them all while nobody reads.
 * What waits is written when the process exits.
 */
function writeToStdout(): DestinationStream {
  if (stdout) return stdout
  const stream = pino.destination({ dest: STDOUT, sync: false, maxLength: MAX_WAITING_BYTES })
  stream.on('drop', () => dropped++)
  return (stdout = stream)
}

/**
 * The JSON logger of a process, whose version and commit each line has: messages are constant, data is in fields. `destination` defaults to stdout. Of an error only
 * type, message, stack, code and causes are written: the other fields of a database error quote rows.
 */
export function createLog(options: { name: string; level?: LogLevel; destination?: DestinationStream }): Log {
  const settings = {
    name: options.name,
    base: { pid: process.pid, hostname: hostname(), ...runningBuild() },
    level: options.level ?? 'info',
    formatters: { log: (fields: Record<string, unknown>) => scrubObject(fields, 0) },
    ...(isTracing() && { mixin: traceFields }),
    // The formatter has made plain data of errors already.
    serializers: { err: (described: unknown) => described },
  }
  return scrubbingChildren(pino(settings, options.destination ?? writeToStdout()))
}

/** Of a line that belongs to a trace. */
function traceFields(): object {
  const context = currentSpanContext()
  return context ? { traceId: context.traceId, spanId: context.spanId } : {}
}

/** The formatter does not see the bindings of child loggers, so these are scrubbed when a child is created. */
function scrubbingChildren(log: Log): Log {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this`, which may be a child
  const { child } = log
  log.child = function (this: Log, bindings, options) {
    return child.call(this, scrubObject(bindings, 0), options)
  } as Log['child']
  return log
}

function scrub(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value, 0)
  if ('toJSON' in value) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, MAX_ELEMENTS).map((element) => scrub(element, depth + 1))
  return scrubObject(value, depth + 1)
}

function scrubObject(fields: object, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    clean[name] = secretFields.has(name.toLowerCase()) ? REDACTED : scrub(value, depth)
  }
  return clean
}

function describeError(error: Error, causes: number): Record<string, unknown> {
  const more = causes < MAX_CAUSES
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...('constraint_name' in error && { constraint: error.constraint_name }),
    ...(more && error.cause instanceof Error && { cause: describeError(error.cause, causes + 1) }),
    ...(more &&
      error instanceof AggregateError && {
        errors: error.errors
          .slice(0, MAX_CAUSES)
          .map((inner: unknown) =>
            inner instanceof Error ? describeError(inner, causes + 1) : typeof inner,
          ),
      }),
  }
}
