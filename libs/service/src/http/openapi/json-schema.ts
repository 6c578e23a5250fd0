import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

export type JsonObject = Record<string, unknown>

const COMPONENTS = '#/components/schemas/'
const DEFINITIONS = '#/$defs/'

/** The schema of a body or a response. `input` is what clients send, `output` what they receive. */
export function jsonSchema(schema: unknown, io: 'input' | 'output'): JsonObject {
  // Wrapped, so that a recursive schema becomes a named definition instead of a reference to "#".
  const wrapped = partSchema(z.object({ schema: zodOf(schema) }), io)
  const { properties, $defs } = z
    .object({
      properties: z.object({ schema: z.record(z.string(), z.unknown()) }),
      $defs: z.record(z.string(), z.unknown()).optional(),
    })
    .parse(wrapped)
  if (!$defs) return properties.schema
  // The OpenAPI plugin drops everything beside a $ref.
  return '$ref' in properties.schema ? { allOf: [properties.schema], $defs } : { ...properties.schema, $defs }
}

/** The schema of params, a query or headers: an object that is read field by field. */
export function partSchema(schema: unknown, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(zodOf(schema), {
    io,
    unrepresentable: 'any',
    override({ jsonSchema: plain }) {
      // z.int() adds them to every integer.
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

/** Moves the definitions inside schemas to the components, where references of an OpenAPI document start. */
export function hoistDefinitions<Document extends { paths?: object; components?: { schemas?: object } }>(
  document: Document,
) {
  const components = new Map<string, unknown>(Object.entries(document.components?.schemas ?? {}))
  const paths = hoist(document.paths, new Map(), components)
  const schemas = Object.fromEntries([...components].toSorted(byName))
  return { ...document, paths, components: { ...document.components, schemas } }
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)

/** A copy of the node whose references point to `components`; `names` maps local definitions to their names there. */
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

/** Adds local definitions to the components; a name that is taken by a different definition gets a number. */
function adopt($defs: Record<string, unknown>, components: Map<string, unknown>): Map<string, string> {
  const names = new Map(Object.keys($defs).map((local) => [local, publicName(local, 1)]))
  const numbers = new Map<string, number>()
  const definition = (local: string) => hoist($defs[local], names, new Map())
  const clashing = () => [...names].find(([local, name]) => differs(components.get(name), definition(local)))
  // Definitions refer to each other: a new name for one changes the others, so all are compared again.
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
