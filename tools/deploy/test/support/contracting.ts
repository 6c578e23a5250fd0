/** What takes away, or demands, something that an older program may name or leave out. */
const CONTRACTING: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['drops', /\bdrop (?:table|column|view|type|schema|function|sequence|domain|default)\b/],
  ['renames', /\brename\b/],
  ['changes a type', /\balter (?:column )?\w+ (?:set data )?type\b/],
  ['makes a column not null', /\bset not null\b|\badd (?:constraint \w+ )?not null\b/],
]
const ADDED_COLUMN = /\badd (?:column )?(?:if not exists )?(\w+) ([^;]*?)(?=, add\b|, alter\b|, drop\b|$)/g
const NOT_A_COLUMN = /^(?:constraint|check|unique|primary|foreign|exclude|value|not)$/

/** What in a migration only a file marked `contract` may do; undefined when there is nothing. */
export function contracting(text: string): string | undefined {
  for (const statement of statements(text)) {
    const found = CONTRACTING.find(([, pattern]) => pattern.test(statement))
    if (found) return `${found[0]}: ${statement.slice(0, 80)}`
    if (!statement.startsWith('alter table')) continue
    for (const [, name = '', definition = ''] of statement.matchAll(ADDED_COLUMN)) {
      if (NOT_A_COLUMN.test(name) || !definition.includes('not null')) continue
      if (!/\bdefault\b|\bgenerated\b/.test(definition)) return `adds a column that has to be given: ${name}`
    }
  }
  return undefined
}

/** In lower case on one line each, without comments and strings; bodies of functions are divided as well. */
function statements(text: string): string[] {
  return text
    .replace(/--[^\n]*/g, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase()
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
}
