import type { z } from 'zod'

/** What a client may send to an operation. */
export interface Example {
  body?: unknown
  query?: Readonly<Record<string, string | number | boolean>>
}

/** By operation, such as `POST /v1/orders/{id}/cancel`. */
export type Examples = Readonly<Record<string, Example>>

const MINUTE_MS = 60_000

/** The instant so many minutes after `now`. */
export function minutesAfter(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * MINUTE_MS).toISOString()
}

export function daysAfter(now: Date, days: number): string {
  return minutesAfter(now, days * 24 * 60)
}

/** The parameters of a query, with the values that they mean. */
export type Query<Schema extends z.ZodType<object>> = Partial<
  Record<keyof z.output<Schema>, string | number | boolean>
>
