import type postgres from 'postgres'

/** Converts an element to PostgreSQL's text format and back. */
interface Element {
  serialize(value: unknown): string
  parse(text: string): unknown
}

/** The one-dimensional array type with this oid: what `${list}::bigint[]` sends and `array_agg(…)` returns. */
export function arrayType(oid: number, element: Element): postgres.PostgresType {
  return {
    to: oid,
    from: [oid],
    serialize: (list: unknown) => serializeArray(list, element),
    parse: (text: string) => parseArray(text, element),
  }
}

function serializeArray(list: unknown, element: Element): unknown {
  // Already in PostgreSQL's text format, e.g. '{}'.
  if (!Array.isArray(list)) return list
  const items = list.map((item: unknown) => {
    if (item === null) return 'null'
    if (item === undefined) throw new TypeError('undefined is not an array element, null is')
    return `"${element.serialize(item).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

// An element is quoted, with backslash escapes, or bare. Bare NULL is null; quoted, it is text.
const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gs

function parseArray(text: string, element: Element): unknown[] {
  if (text.startsWith('[') || text.startsWith('{{')) {
    throw new TypeError('only one-dimensional arrays that start at 1 are read')
  }
  return Array.from(text.matchAll(ELEMENT), ([, quoted, bare]) => {
    if (bare === 'NULL') return null
    return element.parse(quoted === undefined ? bare! : quoted.replace(/\\(.)/gs, '$1'))
  })
}
