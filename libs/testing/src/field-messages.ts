import type { z } from 'zod'

type Check = (payload: z.core.ParsePayload<never>) => unknown

/** What a contract says of fields beside what zod says by itself. */
export interface FieldMessages {
  /** The message, and one of the places that say it. */
  texts: Map<string, string>
  /** Functions that were given to `check`, which make their messages. */
  checks: Map<Check, string>
}

/**
 * The messages of all schemas that a contract exports, alone or in an object of schemas. Throws at a kind of schema that it does
 * not know and at a function that may hide a message, so that none is missed.
 */
export function fieldMessages(contract: object): FieldMessages {
  const found: FieldMessages = { texts: new Map(), checks: new Map() }
  const seen = new Set<z.core.$ZodType>()
  for (const [name, value] of Object.entries(contract)) {
    const schemas = isSchema(value) ? { [name]: value } : schemasIn(name, value)
    for (const [path, schema] of Object.entries(schemas)) visit(path, schema, { found, seen })
  }
  return found
}

interface Walk {
  found: FieldMessages
  seen: Set<z.core.$ZodType>
}

function visit(path: string, schema: z.core.$ZodType, walk: Walk): void {
  if (walk.seen.has(schema)) return
  walk.seen.add(schema)
  const { _zod: internals } = schema as z.core.$ZodTypes
  const { def } = internals
  addText(path, def.error, walk)
  for (const check of def.checks ?? []) addCheck(path, check, walk)
  for (const [key, inner] of partsOf(path, def)) visit(path + key, inner, walk)
}

function addText(path: string, error: z.core.$ZodErrorMap<never> | undefined, { found }: Walk): void {
  const said = error?.({ code: 'custom', input: '', path: [] } as never)
  const text = typeof said === 'string' ? said : said?.message
  if (text !== undefined) found.texts.set(text, path)
}

function addCheck(path: string, { _zod: internals }: z.core.$ZodCheck, walk: Walk): void {
  const { def } = internals
  addText(path, def.error, walk)
  // oxlint-disable-next-line typescript/unbound-method -- what was given to `check` is told apart by its identity
  if (def.check === 'custom' && !def.error) walk.found.checks.set(internals.check, path)
}

function partsOf(path: string, def: z.core.$ZodTypes['_zod']['def']): [string, z.core.$ZodType][] {
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).map(([key, value]) => [`.${key}`, value])
    case 'array':
      return [['[]', def.element]]
    case 'tuple':
      return def.items.map((item, at) => [`.${at}`, item])
    case 'record':
      return [['{}', def.valueType]]
    case 'union':
      return def.options.map((option) => ['', option])
    case 'intersection':
      return [def.left, def.right].map((side) => ['', side])
    case 'pipe':
      return [def.in, def.out].map((side) => ['', side])
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
      return [['', def.innerType]]
    case 'transform':
      // Its second parameter takes issues.
      if (def.transform.length > 1) throw new TypeError(`${path} rejects values in a transform: use a check`)
      return []
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
    case 'null':
    case 'unknown':
    case 'any':
    case 'never':
      return []
    default:
      throw new TypeError(`${path} is a ${def.type}: it is not known what it says`)
  }
}

function schemasIn(name: string, value: unknown): Record<string, z.core.$ZodType> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (isSchema(each) ? [[`${name}.${key}`, each]] : [])),
  )
}

const isSchema = (value: unknown): value is z.core.$ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value
