import type postgres from 'postgres'
import type { Sql } from './connect.ts'

/** A piece of SQL with its parameters, as sql`…` makes it; it runs only if it is awaited. */
export type Fragment = postgres.Fragment

/**
 * The same SQL as one fragment without fragments inside. The driver joins nested fragments anew for each query; the forty
 * of an order's event cost 12 µs each time. What is flattened here is joined once.
 */
export function flatten(sql: Sql, fragment: Fragment): Fragment {
  const strings = ['']
  const values: unknown[] = []
  appendTo(strings, values, fragment)
  // A tag function takes the literal parts with a `raw`, as a template literal gives them.
  const tag = sql as (parts: TemplateStringsArray, ...values: unknown[]) => Fragment
  return tag(Object.assign(strings, { raw: strings }), ...values)
}

/** `parts` of the driver's query are one more than its `args`; those of `sql.unsafe` are one text. */
interface DriverQuery {
  strings: readonly string[]
  args: readonly unknown[]
}

function appendTo(strings: string[], values: unknown[], fragment: Fragment): void {
  const { strings: parts, args } = driverQuery(fragment)
  const addText = (text: string) => (strings[strings.length - 1] += text)
  const addFragment = (nested: Fragment) => appendTo(strings, values, nested)
  for (const [index, text] of parts.entries()) {
    addText(text)
    if (index === parts.length - 1) break
    const value = args[index]
    if (isFragment(value)) addFragment(value)
    else if (Array.isArray(value) && isFragment(value[0])) {
      for (const nested of value as Fragment[]) {
        addText(' ')
        addFragment(nested)
      }
    } else {
      values.push(value)
      strings.push('')
    }
  }
}

/** The types of the driver hide these fields; a version without them must not go unnoticed. */
export function driverQuery(fragment: Fragment): DriverQuery {
  const { strings, args } = fragment as unknown as Partial<DriverQuery>
  if (!strings || !args) throw new TypeError('this version of the driver builds its queries in another way')
  return { strings, args }
}

export function isFragment(value: unknown): value is Fragment {
  return value instanceof Promise
}
