import { retryOnConnectionLoss, type Sql } from '@munova/database'

/** Mails that are not sent yet, and those that the mail server has rejected. */
export async function countMails(sql: Sql): Promise<{ waiting: number; parked: number }> {
  const [count] = await retryOnConnectionLoss(
    () => sql<[{ waiting: number; parked: number }]>`
      select (count(*) filter (where parked_at is null))::int as waiting,
        (count(*) filter (where parked_at is not null))::int as parked
      from mails`,
  )
  return count
}
