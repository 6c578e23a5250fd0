const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
}
/** What a process prints that is no line of a log: a crash, a warning of Node. */
const OUTPUT = 'output'
const LEVEL_WIDTH = 7
const WARNING = 40
const MAX_LENGTH = 400
/** Fields that every line has; they are not shown. */
const COMMON = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'reqId'])

/** A line of a server or an app: its level, who writes it, and the text. */
export function namedLine(level: string, name: string, text: string): string {
  const line = `  ${level.padEnd(LEVEL_WIDTH)} ${name}: ${withoutCredentials(text)}`
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line
}

/**
 * What an app has printed, for the terminal: JSON of its log as text, anything else as it is. Undefined for a line of its log
 * below warning level when not `isVerbose`.
 */
export function formatLine(name: string, line: string, isVerbose: boolean): string | undefined {
  const fields = parse(line)
  if (!fields) return line.trim() ? namedLine(OUTPUT, name, line) : undefined
  const level = Number(fields['level'])
  // JSON without a level is shown: it may be all that an app says about its end.
  if (level < WARNING && !isVerbose) return undefined
  const details = Object.entries(fields).filter(([field]) => !COMMON.has(field))
  const text = [fields['msg'], ...details.flatMap(([field, value]) => detailsOf(field, value))]
  return namedLine(LEVELS[level] ?? OUTPUT, name, text.filter((part) => typeof part === 'string').join(' '))
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** `name=value`; of an error the message (its stack is in the log file), of an object `name.field=value` for each field. */
function detailsOf(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${name}=${JSON.stringify(value)}`]
  if ('message' in value) return detailsOf(name, value.message)
  return Object.entries(value).flatMap(([field, inner]) => detailsOf(`${name}.${field}`, inner))
}

/** Errors quote the URLs of databases and brokers. */
function withoutCredentials(text: string): string {
  return text.replaceAll(/:\/\/[^\s/@"]*@/g, '://')
}
