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
}

type AttemptsContext = Pick<Context, 'sql' | 'log'>

/**
 * Counts an attempt at each of these, in all processes together. Throws RATE_LIMITED, and counts none, when one of them
 * exceeds its maximum; otherwise resolves to a function that takes them back.
 */
export async function countAttempts(
  { sql, log }: AttemptsContext,
  attempts: readonly Attempt[],
): Promise<() => Promise<void>> {
  const keys = attempts.map(({ what, key }) => createHash('sha256').update(`${what} ${key}`).digest('hex'))
  // Rows are locked in the order of their keys, here and below.
  const [{ waitMs }] = await sql<[{ waitMs: number | null }]>`
    with attempt as materialized (
      select * from unnest(
        ${keys}::text[], ${attempts.map(({ max }) => max)}::int[], ${attempts.map(({ windowMs }) => windowMs)}::bigint[]
      ) as given (key, most, window_ms)
    ), counted as (
      insert into attempts (key, count, ends_at)
      select key, 1, clock_timestamp() + window_ms * interval '1 millisecond' from attempt order by key
      on conflict (key) do update set
        count = case when attempts.ends_at <= clock_timestamp() then 1 else attempts.count + 1 end,
        ends_at = case when attempts.ends_at <= clock_timestamp() then excluded.ends_at else attempts.ends_at end
      returning *
    )
    select ceil(extract(epoch from max(ends_at) - clock_timestamp()) * 1000)::int as "waitMs"
    from counted join attempt using (key) where count > most`
  const takeBack = async () => {
    await sql`
      update attempts set count = greatest(0, attempts.count - 1)
      from (select key from attempts where key = any(${keys}::text[]) order by key for update) taken
      where attempts.key = taken.key`.catch((error: unknown) =>
      log.warn({ err: error }, 'attempt not taken back: it counts until its window ends'),
    )
  }
  if (waitMs === null) return takeBack
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
  const takeBack = await countAttempts(context, attempts)
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
