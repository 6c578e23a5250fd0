import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

export type JsonObject = Record<string, unknown>
type Direction = 'input' | 'output'

/** What a document says of schemas that routes only refer to. */
export interface SchemaTexts {
  /** Schemas by name, as a contract exports them: each that is used becomes a component of the document. */
  schemas: Readonly<Record<string, unknown>>
  /**
   * What fields and parameters mean, by `Schema.field`, or by `field` alone where it means the same in every schema. A
   * description of the schema itself takes precedence.
   */
  fields: Readonly<Record<string, string>>
}

const DEFINITIONS = '#/$defs/'
const COMPONENTS = '#/components/schemas/'
/** Until all schemas are known: components as clients send them, where they are not what clients receive. */
const INPUTS = '#/inputs/'

/** Zod schemas as JSON Schema 2020-12, which OpenAPI 3.1 has; those with a name become components. */
export class Components {
  readonly #names: Names
  readonly #fields: SchemaTexts['fields']
  readonly #forms = { input: new Map<string, JsonObject>(), output: new Map<string, JsonObject>() }

  constructor({ schemas, fields }: SchemaTexts) {
    this.#names = new Names(schemas)
    this.#fields = fields
  }

  /** The schema of a body or a response. `input` is what clients send, `output` what they receive. */
  schema(schema: unknown, direction: Direction): JsonObject {
    // Wrapped, so that a schema with a name becomes a definition, too.
    const { properties, $defs = {} } = z
      .object({
        properties: z.object({ schema: z.record(z.string(), z.unknown()) }),
        $defs: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
      })
      .parse(toJson(z.object({ schema: zodOf(schema) }), direction, this.#names))
    const start = direction === 'input' ? INPUTS : COMPONENTS
    const refer = (reference: string) => reference.replace(DEFINITIONS, start)
    for (const [name, definition] of Object.entries($defs)) {
      if (name.startsWith('__schema')) throw new TypeError('a recursive schema needs a name')
      this.#forms[direction].set(name, renamed(this.#described(definition, name), refer))
    }
    return renamed(this.#described(properties.schema, ''), refer)
  }

  /** The schemas of path, query or headers, with what a value means and not how its text is read: a number is a number. */
  parameters(schema: unknown): { name: string; isRequired: boolean; schema: JsonObject }[] {
    const zod = zodOf(schema)
    const { properties, required } = z
      .object({
        properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
        required: z.array(z.string()).default([]),
      })
      .parse(this.#described(toJson(zod, 'input', new Names({}), meaning), this.#names.of(zod)))
    return Object.entries(properties).map(([name, property]) => ({
      name,
      isRequired: required.includes(name),
      schema: property,
    }))
  }

  /** The document with all components. What clients send is a component of its own only where they receive another. */
  addTo(document: JsonObject): JsonObject {
    const { input, output } = this.#forms
    const different = differing(input, output)
    const nameOf = (name: string) => (different.has(name) ? `${name}Input` : name)
    const refer = (reference: string) =>
      reference.startsWith(INPUTS) ? COMPONENTS + nameOf(reference.slice(INPUTS.length)) : reference
    const components = new Map(
      [...input].map(([name, definition]) => [nameOf(name), renamed(definition, refer)]),
    )
    for (const [name, definition] of output) components.set(name, definition)
    const schemas = Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const { components: others, ...rest } = document
    return renamed({ ...rest, components: { ...Object(others), schemas } }, refer)
  }

  /** Each property with its description. */
  #described(node: JsonObject, schemaName: string): JsonObject {
    return mapObjects(node, ({ properties, ...others }) => {
      if (typeof properties !== 'object' || properties === null) return others
      const described = Object.entries(properties).map(([field, property]: [string, object]) => {
        const description = this.#fields[`${schemaName}.${field}`] ?? this.#fields[field]
        return [field, { ...(description !== undefined && { description }), ...property }]
      })
      return { ...others, properties: Object.fromEntries(described) }
    })
  }
}

/** Gives schemas their names, besides what they say of themselves. */
class Names extends z.core.$ZodRegistry<Record<string, unknown>> {
  readonly #names: ReadonlyMap<unknown, string>

  constructor(schemas: Readonly<Record<string, unknown>>) {
    super()
    this.#names = new Map(
      Object.entries(schemas).flatMap(([name, schema]) =>
        schema instanceof z.ZodType ? [[schema, name]] : [],
      ),
    )
  }

  of(schema: z.core.$ZodType): string {
    return this.#names.get(schema) ?? ''
  }

  override get(schema: z.core.$ZodType) {
    const { id: _, ...said } = z.globalRegistry.get(schema) ?? {}
    const id = this.#names.get(schema)
    return { ...said, ...(id !== undefined && { id }) }
  }
}

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>

function toJson(
  schema: z.ZodType,
  io: Direction,
  metadata: Names,
  alter?: Override,
): z.core.JSONSchema.BaseSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    metadata,
    unrepresentable: 'any',
    override(context) {
      const { def } = internals(context.zodSchema)
      // Responses may get new fields.
      if (def.type === 'object' && !def.catchall) delete context.jsonSchema.additionalProperties
      alter?.(context)
    },
  })
  return rest
}

/** A text that is read as a number or a boolean is described as that. */
const meaning: Override = ({ zodSchema, jsonSchema: plain }) => {
  const { def } = internals(zodSchema)
  if (def.type !== 'pipe') return
  const { def: read } = internals(def.out)
  if (read.type !== 'number' && read.type !== 'boolean') return
  for (const key of Object.keys(plain)) delete plain[key]
  const { $schema: _, ...value } = z.toJSONSchema(def.out, { io: 'output' })
  Object.assign(plain, value)
}

function internals(schema: z.core.$ZodType) {
  const { _zod: own } = schema as z.core.$ZodTypes
  return own
}

function zodOf(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema
  throw new TypeError('routes are described in zod')
}

/** The names whose two forms differ, in themselves or in what they refer to. */
function differing(
  input: ReadonlyMap<string, JsonObject>,
  output: ReadonlyMap<string, JsonObject>,
): Set<string> {
  const common = [...input.keys()].filter((name) => output.has(name))
  const plain = (definition: JsonObject) =>
    renamed(definition, (reference) => reference.replace(INPUTS, '').replace(COMPONENTS, ''))
  const found = new Set(
    common.filter((name) => !isDeepStrictEqual(plain(input.get(name)!), plain(output.get(name)!))),
  )
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const name of common) {
      if (referencesIn(input.get(name)!).some((target) => found.has(target))) found.add(name)
    }
  }
  return found
}

function referencesIn(node: JsonObject): string[] {
  const targets: string[] = []
  renamed(node, (reference) => {
    targets.push(reference.replace(INPUTS, ''))
    return reference
  })
  return targets
}

/** A copy whose references are changed. */
function renamed(node: JsonObject, refer: (reference: string) => string): JsonObject {
  return mapObjects(node, ({ $ref, ...others }) => ({
    ...(typeof $ref === 'string' && { $ref: refer($ref) }),
    ...others,
  }))
}

/** A copy in which each object is changed, the outer ones first. */
function mapObjects(node: JsonObject, change: (object: JsonObject) => JsonObject): JsonObject {
  const mapped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mapped)
    return typeof value === 'object' && value !== null ? mapObjects({ ...value }, change) : value
  }
  return Object.fromEntries(Object.entries(change(node)).map(([key, value]) => [key, mapped(value)]))
}
