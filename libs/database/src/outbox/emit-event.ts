import { currentTraceparent } from '@munova/service/tracing'
import type { z } from 'zod'
import type { Sql } from '../connect.ts'
import { isFragment, type Fragment } from '../fragment.ts'
import type { Rows } from '../statement-parts.ts'

/** A schema that `envelope()` of @munova/event-contract made. */
export type EventSchema = z.ZodObject<{
  type: z.ZodLiteral<string>
  version: z.ZodLiteral<number>
  data: z.ZodObject
}>

/**
 * The data of an event: each field is SQL that gives its value for a row, or a value that is sent as a parameter. Fields
 * that the schema has a default for may be left out.
 */
export type EventValues<Schema extends EventSchema> = FieldValues<z.input<Schema['shape']['data']>>
type FieldValues<Data> = { [Key in keyof Data]: Data[Key] | Fragment }

export interface EventRows<Values> {
  /** Of the event, text: SQL or a value. */
  key: Fragment | string
  data: Values
  /** Rows that become an event each. */
  from: Rows | Fragment
  where?: Fragment
}

/**
 * An INSERT into `outbox` of one event for each row of `from`, to be a part of the statement that makes the change:
 *
 *   with ${changed.definition}, event as (${emitEvent(sql, OrderPaid, {
 *     key: sql`'order:' || ${changed.name}.id`,
 *     data: { id: sql`${changed.name}.id`, method },
 *     from: changed,
 *   })}) …
 *
 * Type and version are those of the schema. A field that is missing or unknown, and a parameter of the wrong type, do not
 * compile; the type of what SQL gives is not checked.
 */
export function emitEvent<Schema extends EventSchema, Values extends EventValues<Schema>>(
  sql: Sql,
  schema: Schema,
  { key, data, from, where }: EventRows<Values & NoOther<Values, EventValues<Schema>>>,
): Fragment {
  const { type, version } = schema.shape
  const rows = isFragment(from) ? from : from.name
  const fields = Object.entries(data).filter(([, value]) => value !== undefined)
  const pairs = fields.flatMap(([name, value], index) => {
    const comma = index === 0 ? '' : ', '
    return [sql.unsafe(`${comma}${quote(name)},`), expression(sql, value)]
  })
  const traceparent = currentTraceparent()
  return sql`
    insert into outbox (type, version, key, data${traceparent ? sql`, traceparent` : sql``})
    select ${sql.unsafe(quote(type.value))}, ${sql.unsafe(String(version.value))}::int, ${expression(sql, key)},
      jsonb_build_object(${pairs})${traceparent ? sql`, ${traceparent}::text` : sql``}
    from ${rows}${where ? sql` where ${where}` : sql``}`
}

/** Rejects keys that are not in `Allowed`, also those of a spread object, which TypeScript itself accepts. */
type NoOther<Given, Allowed> = Record<Exclude<keyof Given, keyof Allowed>, never>

/** A parameter inside jsonb_build_object has no type of its own, so each gets the one that its value needs. */
function expression(sql: Sql, value: unknown): Fragment {
  if (isFragment(value)) return value
  if (value === null) return sql`null`
  switch (typeof value) {
    case 'string':
      return sql`${value}::text`
    case 'boolean':
      return sql`${value}::boolean`
    case 'number':
      return Number.isInteger(value) ? sql`${value}::bigint` : sql`${value}::double precision`
    default:
      // As text, since the driver would make JSON of the JSON.
      return sql`${JSON.stringify(value)}::text::jsonb`
  }
}

/** Constants are part of the statement's text, so that its plan knows them and its parameters are few. */
function quote(constant: string): string {
  return `'${constant.replaceAll("'", "''")}'`
}
