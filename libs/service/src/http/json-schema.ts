import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

export type JsonObject = Record<string, unknown>

const COMPONENTS = '#/components/schemas/'
const DEFINITIONS = '#/$defs/'

/** The schema of a body or an answer. `input` is what clients send, `output` what they get. */
export function jsonSchema(schema: unknown, io: 'input' | 'output'): JsonObject {
  // Wrapped, so that a schema that contains itself becomes a named definition instead of a reference to "#".
  const wrapped = partSchema(z.object({ schema: zodOf(schema) }), io)
  const { properties, $defs } = z
    .object({
      properties: z.object({ schema: z.record(z.string(), z.unknown()) }),
      $defs: z.record(z.string(), z.unknown()).optional(),
    })
    .parse(wrapped)
  if (!$defs) return properties.schema
  // Beside a $ref the OpenAPI plugin drops everything else.
  return '$ref' in properties.schema ? { allOf: [properties.schema], $defs } : { ...properties.schema, $defs }
}

/** The schema of params, a query or headers: an object that is read field by field. */
export function partSchema(schema: unknown, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(zodOf(schema), {
    io,
    unrepresentable: 'any',
    override({ jsonSchema: plain }) {
      // z.int() says so by itself; in a reference the numbers are noise.
      if (plain.minimum === Number.MIN_SAFE_INTEGER) delete plain.minimum
      if (plain.maximum === Number.MAX_SAFE_INTEGER) delete plain.maximum
    },
  })
  return rest
}

function zodOf(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema
  throw new TypeError('routes are described in zod')
}

/** zod leaves definitions inside each schema, but references in an OpenAPI document start at its root: moves them there. */
export function hoistDefinitions<Document extends { paths?: object; components?: { schemas?: object } }>(
  document: Document,
) {
  const components = new Map<string, unknown>(Object.entries(document.components?.schemas ?? {}))
  const paths = hoist(document.paths, new Map(), components)
  const schemas = Object.fromEntries([...components].toSorted(byName))
  return { ...document, paths, components: { ...document.components, schemas } }
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)

/** A copy of the node whose references point to `components`; `names` tells what local definitions are called there. */
function hoist(node: unknown, names: ReadonlyMap<string, string>, components: Map<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((element) => hoist(element, names, components))
  if (typeof node !== 'object' || node === null) return node
  const { $defs, ...rest } = node as { $defs?: Record<string, unknown> }
  const known = $defs ? new Map([...names, ...adopt($defs, components)]) : names
  const copy: JsonObject = {}
  for (const [key, value] of Object.entries(rest)) {
    copy[key] = key === '$ref' ? renamed(value, known) : hoist(value, known, components)
  }
  return copy
}

function renamed(reference: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof reference !== 'string' || !reference.startsWith(DEFINITIONS)) return reference
  const name = reference.slice(DEFINITIONS.length)
  return COMPONENTS + (names.get(name) ?? name)
}

/** Puts local definitions among the components; one whose name is taken by something else gets a number. */
function adopt($defs: Record<string, unknown>, components: Map<string, unknown>): Map<string, string> {
  const names = new Map(Object.keys($defs).map((local) => [local, publicName(local, 1)]))
  const numbers = new Map<string, number>()
  const definition = (local: string) => hoist($defs[local], names, new Map())
  const clashing = () => [...names].find(([local, name]) => differs(components.get(name), definition(local)))
  // Definitions refer to each other: a new name for one changes the others, so look at all of them again.
  for (let clash = clashing(); clash; clash = clashing()) {
    const [local] = clash
    const number = (numbers.get(local) ?? 1) + 1
    numbers.set(local, number)
    names.set(local, publicName(local, number))
  }
  for (const [local, name] of names) components.set(name, definition(local))
  return names
}

function differs(there: unknown, definition: unknown): boolean {
  return there !== undefined && !isDeepStrictEqual(there, definition)
}

function publicName(local: string, number: number): string {
  const name = local.replace(/^__schema/, 'Schema')
  return number === 1 ? name : `${name}_${number}`
}
