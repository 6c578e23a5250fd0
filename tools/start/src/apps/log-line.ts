const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
}
const WARNING = 40
const MAX_LENGTH = 400
/** Fields that every line has; they are not shown. */
const COMMON = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'reqId'])

/** Formats a log line for the terminal; undefined when it is below warning level and not `isVerbose`. */
export function formatLine(line: string, isVerbose: boolean): string | undefined {
  const fields = parse(line)
  if (!fields) return line.trim() ? line : undefined
  const level = Number(fields['level'])
  if (level < WARNING && !isVerbose) return undefined
  const details = Object.entries(fields)
    .filter(([name]) => !COMMON.has(name))
    .map(([name, value]) => `${name}=${brief(value)}`)
  const text = [
    LEVELS[level] ?? 'log',
    typeof fields['msg'] === 'string' ? fields['msg'] : '',
    ...details,
  ].join(' ')
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'level' in value ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** The message of an error (its stack is in the log file), or JSON. */
function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) return JSON.stringify(value.message)
  return JSON.stringify(value) ?? ''
}
