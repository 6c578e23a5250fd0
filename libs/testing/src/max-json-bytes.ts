import { z } from 'zod'

type JsonSchema = z.core.JSONSchema.JSONSchema

/** A number or an integer without bounds: -1.7976931348623157e+308. */
const NUMBER_BYTES = 24
/** Of formats that bound their text, with quotes. Instants of this project have milliseconds, or microseconds. */
const FORMAT_BYTES: Readonly<Record<string, number>> = { uuid: 38, 'date-time': 32, date: 12 }
const CODE_UNITS = 0x1_0000

/**
 * The size in bytes of the largest JSON that a value of the schema can have, to prove that what is sent fits a limit.
 * A character counts as many bytes as the worst one that the string's pattern allows: without a pattern 6, for a control
 * character such as \u0001; a pattern of the form /^[…]*$/ is understood. Keys that the schema does not know do not
 * count. A schema that bounds its JSON by code has the size as `.meta({ maxJsonBytes })`. Throws, naming the path, when
 * something has no bound.
 */
export function maxJsonBytes(schema: z.ZodType): number {
  return bytesOf(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }), '')
}

function bytesOf(schema: JsonSchema, path: string): number {
  if (typeof schema['maxJsonBytes'] === 'number') return schema['maxJsonBytes']
  if ('const' in schema) return jsonBytes(schema.const)
  if (schema.enum) return Math.max(...schema.enum.map(jsonBytes))
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return Math.max(...alternatives.map((each) => bytesOf(schemaOf(each, path), path)))
  switch (schema.type) {
    case 'null':
      return 4
    case 'boolean':
      return 5
    case 'integer':
    case 'number':
      return numberBytes(schema)
    case 'string':
      return stringBytes(schema, path)
    case 'array': {
      if (schema.maxItems === undefined) throw unbounded(path, 'an array without a maximum')
      if (Array.isArray(schema.items)) throw unbounded(path, 'a tuple')
      const item = bytesOf(schemaOf(schema.items, path), `${path}[]`)
      return 2 + schema.maxItems * item + Math.max(0, schema.maxItems - 1)
    }
    case 'object':
      return objectBytes(schema, path)
    default:
      throw unbounded(path, 'of no known type')
  }
}

function numberBytes({ type, ...bounds }: JsonSchema): number {
  const least = bounds.minimum ?? bounds.exclusiveMinimum
  const most = bounds.maximum ?? bounds.exclusiveMaximum
  if (type === 'number' || least === undefined || most === undefined) return NUMBER_BYTES
  return Math.max(jsonBytes(least), jsonBytes(most))
}

function stringBytes({ format, pattern, maxLength }: JsonSchema, path: string): number {
  const known = FORMAT_BYTES[format ?? '']
  if (known !== undefined) return known
  if (maxLength === undefined) throw unbounded(path, 'a string without a maximum')
  return 2 + maxLength * bytesPerCharacter(pattern)
}

function objectBytes({ properties = {}, additionalProperties }: JsonSchema, path: string): number {
  // Our own objects say false or nothing; a record has a schema here.
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    throw unbounded(path, 'a record')
  }
  const fields = Object.entries(properties).map(
    ([key, value]) => jsonBytes(key) + 1 + bytesOf(schemaOf(value, path), path ? `${path}.${key}` : key),
  )
  return 2 + fields.reduce((sum, bytes) => sum + bytes, 0) + Math.max(0, fields.length - 1)
}

/** Exact for a pattern of one character class; for any other the worst there is. */
function bytesPerCharacter(pattern: string | undefined): number {
  const characters = /^\^(\[(?:[^\]\\]|\\.)+\])(?:[*+]|\{\d+(?:,\d*)?\})\$$/.exec(pattern ?? '')?.[1]
  const allowed = new RegExp(characters ?? '.', 'su')
  let worst = 0
  for (let unit = 0; unit < CODE_UNITS; unit++) {
    const character = String.fromCharCode(unit)
    // A surrogate is half of a character of 4 bytes; alone it is no text that PostgreSQL stores.
    if (!character.isWellFormed()) continue
    if (allowed.test(character)) worst = Math.max(worst, jsonBytes(character) - 2)
  }
  return worst
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function schemaOf(schema: JsonSchema | boolean | undefined, path: string): JsonSchema {
  if (typeof schema !== 'object') throw unbounded(path, 'of any shape')
  return schema
}

function unbounded(path: string, what: string): Error {
  return new Error(`${path || 'the value'} is ${what}: its JSON has no largest size`)
}
