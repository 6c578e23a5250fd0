import type { z } from 'zod'

export interface TextField {
  /** Name of the schema and keys, such as `PlaceOrder.address.recipient`. */
  path: string
  schema: z.core.$ZodType
}

/**
 * The fields of a schema that take a string, each with the whole of what is done to it. Throws at a kind of schema that it
 * does not know, so that no field is missed.
 */
export function textFields(path: string, schema: z.core.$ZodType): TextField[] {
  const def = definition(schema)
  switch (def.type) {
    case 'string':
      return [{ path, schema }]
    case 'pipe':
      // What follows a string belongs to the field: another check, or the change to a number.
      return isString(def.in) ? [{ path, schema }] : textFields(path, def.in)
    case 'object':
      return Object.entries(def.shape).flatMap(([key, value]) => textFields(`${path}.${key}`, value))
    case 'array':
      return textFields(`${path}[]`, def.element)
    case 'optional':
    case 'nullable':
    case 'default':
      return textFields(path, def.innerType)
    case 'union':
      return def.options.flatMap((option) => textFields(path, option))
    case 'intersection':
      return [...textFields(path, def.left), ...textFields(path, def.right)]
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return []
    default:
      throw new TypeError(`${path} is a ${def.type}: it is not known whether it takes text`)
  }
}

/** Of the exports of a contract those that clients send: objects that say what happens to unknown fields. */
export function inputSchemas(contract: object): Record<string, z.core.$ZodType> {
  return Object.fromEntries(
    Object.entries(contract).filter((entry): entry is [string, z.core.$ZodType] => isInput(entry[1])),
  )
}

function isInput(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('_zod' in value)) return false
  const def = definition(value as z.core.$ZodType)
  return def.type === 'object' && def.catchall !== undefined
}

function isString(schema: z.core.$ZodType): boolean {
  const def = definition(schema)
  return def.type === 'string' || (def.type === 'pipe' && isString(def.in))
}

function definition(schema: z.core.$ZodType) {
  const { _zod: internals } = schema as z.core.$ZodTypes
  return internals.def
}
