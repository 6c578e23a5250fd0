import { createHash } from 'node:crypto'
import { Problem } from '@munova/service'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

/** What is tried, by whom or on what, and how often it may be within the window. */
export interface Attempt {
  what: string
  key: string | number
  max: number
  windowMs: number
  /** Counted together; 1 by default. */
  times?: number
}

/** Attempts that were counted. */
export interface Counted {
  /** Until the first of their windows ends. */
  endsInMs: number
  takeBack: () => Promise<void>
}

type AttemptsContext = Pick<Context, 'sql' | 'log'>

/**
 * Counts an attempt at each of these, in all processes together. Throws RATE_LIMITED, and counts none, when one of them
 * exceeds its maximum.
 */
export async function countAttempts(
  { sql, log }: AttemptsContext,
  attempts: readonly Attempt[],
): Promise<Counted> {
  const keys = attempts.map(({ what, key }) => createHash('sha256').update(`${what} ${key}`).digest('hex'))
  const times = attempts.map((attempt) => attempt.times ?? 1)
  // Rows are locked in the order of their keys, here and below.
  const [{ waitMs, endsInMs }] = await sql<[{ waitMs: number | null; endsInMs: number }]>`
    with attempt as materialized (
      select * from unnest(
        ${keys}::text[], ${times}::int[], ${attempts.map(({ max }) => max)}::int[], ${attempts.map(({ windowMs }) => windowMs)}::bigint[]
      ) as given (key, times, most, window_ms)
    ), counted as (
      insert into attempts (key, count, ends_at)
      select key, times, clock_timestamp() + window_ms * interval '1 millisecond' from attempt order by key
      on conflict (key) do update set
        count = case when attempts.ends_at <= clock_timestamp() then excluded.count else attempts.count + excluded.count end,
        ends_at = case when attempts.ends_at <= clock_timestamp() then excluded.ends_at else attempts.ends_at end
      returning *
    )
    select ceil(extract(epoch from max(ends_at) filter (where count > most) - clock_timestamp()) * 1000)::int as "waitMs",
      floor(extract(epoch from min(ends_at) - clock_timestamp()) * 1000)::int as "endsInMs"
    from counted join attempt using (key)`
  const takeBack = async () => {
    await sql`
      update attempts set count = greatest(0, attempts.count - taken.times)
      from (
        select key, times from attempts join unnest(${keys}::text[], ${times}::int[]) as given (key, times) using (key)
        order by key for update of attempts
      ) taken
      where attempts.key = taken.key`.catch((error: unknown) =>
      log.warn({ err: error }, 'attempt not taken back: it counts until its window ends'),
    )
  }
  if (waitMs === null) return { endsInMs, takeBack }
  await takeBack()
  throw problem('RATE_LIMITED', { retryAfterMs: Math.max(1, waitMs) })
}

/**
 * Runs work that is an attempt only if it fails with this code; success, or any other failure, counts nothing. Attempts are
 * counted before the work, so that concurrent ones cannot exceed the limit. Throws RATE_LIMITED.
 */
export async function limitFailures<Result>(
  context: AttemptsContext,
  attempts: readonly Attempt[],
  { code, work }: { code: string; work: () => Promise<Result> },
): Promise<Result> {
  const { takeBack } = await countAttempts(context, attempts)
  let isFailure = false
  try {
    return await work()
  } catch (error) {
    isFailure = error instanceof Problem && error.code === code
    throw error
  } finally {
    if (!isFailure) await takeBack()
  }
}
