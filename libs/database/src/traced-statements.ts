import { beginChildSpan } from '@munova/service/tracing'
import type { Sql } from './connect.ts'
import { driverQuery, isFragment, type Fragment } from './fragment.ts'

/** What the driver calls when a statement is awaited, and how the statement is settled; its types hide them. */
interface RunningQuery {
  handler: (query: RunningQuery) => unknown
  resolve: (rows: unknown) => void
  reject: (error: unknown) => void
}

/** Enough of a statement to find its first table. */
const LOOKED_AT = 4_000
const table = /\b(?:insert\s+into|update|delete\s+from|from|join)\s+([a-z_]+)/i

/** The same pool, with a span for each statement that is a part of a trace. */
export function traceStatements(sql: Sql): Sql {
  return new Proxy(sql, {
    apply(target, self, given) {
      const query: unknown = Reflect.apply(target as (...args: unknown[]) => unknown, self, given)
      if (isFragment(query)) trace(query)
      return query
    },
  })
}

/** The driver runs a fragment only if it is awaited. */
function trace(fragment: Fragment): void {
  const query = fragment as unknown as RunningQuery
  const { handler } = query
  query.handler = (running) => {
    const span = beginChildSpan(() => summaryOf(fragment), {
      kind: 'client',
      attributes: { 'db.system.name': 'postgresql' },
    })
    if (span) {
      const { resolve, reject } = running
      running.resolve = (rows) => {
        span.end()
        resolve(rows)
      }
      running.reject = (error) => {
        span.end(error)
        reject(error)
      }
    }
    return handler(running)
  }
}

/** The first keyword and the first table of a statement: of its text in the code, never of a parameter. */
export function summaryOf(fragment: Fragment): string {
  const text = textOf(fragment).replace(/--.*$/gm, '')
  const keyword = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'SQL'
  const name = table.exec(text)?.[1]
  return name ? `${keyword} ${name}` : keyword
}

function textOf(fragment: Fragment): string {
  const { strings, args } = driverQuery(fragment)
  let text = ''
  for (const [index, part] of strings.entries()) {
    text += part
    if (text.length > LOOKED_AT) break
    const value = args[index]
    if (isFragment(value)) text += textOf(value)
  }
  return text
}
