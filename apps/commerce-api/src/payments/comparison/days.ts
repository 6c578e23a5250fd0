import { cte, type Cte, type Sql } from '@munova/database'
import { dayOf, endOf, isoDate, type Day } from '../../calendar/day.ts'
import type { PaymentsContext } from '../gateway/context.ts'

/**
 * LIST: the gateway's list is fetched. THEIRS: its rows are compared. OURS: the payments captured on the day are. REFUNDS: what was
 * refunded on the day is.
 */
export type Step = 'LIST' | 'THEIRS' | 'OURS' | 'REFUNDS'

/** How far the comparison of a day has come. */
export interface ComparedDay {
  day: Day
  step: Step
  /** The key of the last transaction, or the id of the last payment or ledger entry, that is done; empty at the beginning of a step. */
  position: string
  /** How often the page was begun, this time included. */
  tries: number
}

export const dateOf = (sql: Sql, day: Day) => sql`${isoDate(day)}::text::date`

/**
 * Makes the days due that have ended COMPARE_DAYS_AFTER_MS ago, from that of the shop's first payment on, at most
 * COMPARE_DAYS_BATCH at a time.
 */
export async function beginDays({ sql, config }: PaymentsContext, now: Date): Promise<void> {
  const last = dayOf(new Date(now.getTime() - config.COMPARE_DAYS_AFTER_MS)) - 1
  await sql`
    insert into compared_days (day)
    select first + n
    from (
      select coalesce(
        (select max(day) + 1 from compared_days),
        (select (requested_at at time zone 'Asia/Seoul')::date from payments order by id limit 1)
      ) as first
    ) as missing, generate_series(0, least(${dateOf(sql, last)} - first, ${config.COMPARE_DAYS_BATCH - 1}::integer)) as n
    where first is not null
    on conflict do nothing`
}

/** Takes the oldest day that is due, for one page. Unless it is moved on it is due again after COMPARE_DAYS_RETRY_MS. */
export async function takeDay({ sql, config }: PaymentsContext): Promise<ComparedDay | undefined> {
  // Index compared_days_open.
  const [day] = await sql<ComparedDay[]>`
    with due as (
      select day from compared_days where step <> 'DONE' and check_at <= now() order by day limit 1
      for update skip locked
    )
    update compared_days set tries = tries + 1, check_at = now() + ${config.COMPARE_DAYS_RETRY_MS} * interval '1 millisecond'
    from due where compared_days.day = due.day
    returning compared_days.day - date '1970-01-01' as day, step, position, tries`
  return day
}

/** A CTE: the day is due at once, at its new position. Without a row when another process has moved it on meanwhile. */
export function movedOn(
  sql: Sql,
  from: ComparedDay,
  to: { step: Step | 'DONE'; position: string },
): Cte<{ day: string }> {
  return cte(
    sql,
    'moved_on',
    sql`
      update compared_days set step = ${to.step}, position = ${to.position}, tries = 0,
        -- The column rounds, perhaps to a moment that has not come yet.
        check_at = date_trunc('milliseconds', now()),
        compared_at = case when ${to.step}::text = 'DONE' then now() end
      where day = ${dateOf(sql, from.day)} and step = ${from.step} and position = ${from.position}
      returning day`,
  )
}

export async function moveOn(
  { sql }: PaymentsContext,
  from: ComparedDay,
  to: { step: Step | 'DONE'; position: string },
): Promise<void> {
  const moved = movedOn(sql, from, to)
  await sql`with ${moved.definition} select from ${moved.name}`
}

/** The list is fetched from its beginning when the day is due again. */
export async function restart({ sql }: PaymentsContext, { day, step, position }: ComparedDay): Promise<void> {
  await sql`
    update compared_days set position = ''
    where day = ${dateOf(sql, day)} and step = ${step} and position = ${position}`
}

/** The end of the last day until which all days are compared. Undefined before the first. */
export async function comparedUntil(sql: Sql): Promise<Date | undefined> {
  // Indexes compared_days_open and compared_days_pkey.
  const [until] = await sql<[{ day: Day | null }]>`
    select coalesce(
      (select min(day) - 1 from compared_days where step <> 'DONE'), (select max(day) from compared_days)
    ) - date '1970-01-01' as day`
  return until.day === null ? undefined : endOf(until.day)
}
