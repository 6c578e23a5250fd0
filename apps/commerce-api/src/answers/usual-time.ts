import type { Fragment, Sql } from '@munova/database'

/** The steps of the time of an answer, in minutes. */
const STEPS = [5, 10, 30, 60, 180, 360, 720, 1440, 2880]
/** Stands for everything above the last step. */
const ABOVE = 1_000_000
/** The usual time is that of the answers of so many days … */
const DAYS = 30
/** … if there are so many. */
const LEAST_ANSWERS = 10

/** The first step that is not exceeded. */
export const stepOf = (seconds: number): number => STEPS.find((minutes) => seconds <= minutes * 60) ?? ABOVE

/**
 * The step within which half of the answers came, of rows of `seller_answers`; null with fewer than `least` answers, or above the
 * last step.
 */
function medianStep(sql: Sql, condition: Fragment, least: number): Fragment {
  return sql`(
    select nullif(within_minutes, ${ABOVE}::int) from (
      select within_minutes, sum(sum(answers)) over (order by within_minutes) as so_far,
        sum(sum(answers)) over () as all_answers
      from seller_answers where ${condition}
      group by within_minutes
    ) as step
    where all_answers >= ${least}::int and so_far * 2 >= all_answers
    order by within_minutes limit 1)`
}

/** In Korea, by the database's clock. */
export const today = (sql: Sql): Fragment => sql`(now() at time zone 'Asia/Seoul')::date`

/** The usual answer time of a seller in minutes, or null. A range of seller_answers_pkey, a few hundred rows at most. */
export const usualAnswerMinutes = (sql: Sql, sellerId: Fragment): Fragment =>
  medianStep(sql, sql`seller_id = ${sellerId} and day > ${today(sql)} - ${DAYS}::int`, LEAST_ANSWERS)

/** The same of one day, of however few answers. */
export const answerMinutesOf = (sql: Sql, sellerId: Fragment, day: Fragment): Fragment =>
  medianStep(sql, sql`seller_id = ${sellerId} and day = ${day}`, 1)
