import { claimEvents, retryOnConnectionLoss, type Sql } from '@munova/database'
import { stepOf } from './usual-time.ts'

const CONSUMER = 'answers'
/** Days that are kept: more than any figure is made of. */
const KEPT_DAYS = 60

/** Counts an answer of a seller on its day in Korea, once per event, and deletes what is older than any figure. */
export async function storeAnswer(
  sql: Sql,
  {
    eventId,
    sellerId,
    at,
    waitedSeconds,
  }: { eventId: string; sellerId: number; at: string; waitedSeconds: number },
): Promise<void> {
  const claimed = claimEvents(sql, { consumer: CONSUMER, eventIds: [eventId] })
  // Index seller_answers_pkey.
  await retryOnConnectionLoss(
    () => sql`
      with ${claimed.definition},
      answer as (select (${at}::text::timestamptz at time zone 'Asia/Seoul')::date as day from ${claimed.name}),
      outdated as (
        delete from seller_answers using answer
        where seller_id = ${sellerId} and seller_answers.day < answer.day - ${KEPT_DAYS}::int
      )
      insert into seller_answers as counted (seller_id, day, within_minutes, answers)
      select ${sellerId}, day, ${stepOf(waitedSeconds)}, 1 from answer
      on conflict (seller_id, day, within_minutes) do update set answers = counted.answers + 1`,
  )
}
