import { maxCountedTasks, type SellerSummary, summaryDays } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { answerMinutesOf, today, usualAnswerMinutes } from '../../answers/usual-time.ts'

/** What a seller has to do, and the last days: one statement, of ranges of indexes. */
export async function readSummary(sql: Sql, sellerId: number): Promise<SellerSummary> {
  const seller = sql`${sellerId}::bigint`
  const first = sql`(${today(sql)} - ${summaryDays - 1}::int)`
  // Indexes seller_sales_pkey, order_items_seller_status, returns_seller, seller_answers_pkey.
  const [summary] = await retryOnConnectionLoss(
    () => sql<[SellerSummary]>`
      with sold as (
        select (paid_at at time zone 'Asia/Seoul')::date as day, count(*) as orders, sum(amount) as revenue
        from seller_sales
        where seller_id = ${seller} and paid_at >= ${first}::timestamp at time zone 'Asia/Seoul'
        group by 1
      ), answered as (
        select day, sum(answers) as answers from seller_answers
        where seller_id = ${seller} and day >= ${first} group by day
      ), days as (
        select day::date from generate_series(${first}, ${today(sql)}, interval '1 day') as day
      )
      select
        (
          select count(*)::int from (
            select distinct order_id from order_items
            where seller_id = ${seller} and status = 'PAID' limit ${maxCountedTasks}
          ) as to_ship
        ) as "ordersToShip",
        (
          select count(*)::int from (
            select from returns where seller_id = ${seller} and status = 'REQUESTED' limit ${maxCountedTasks}
          ) as to_answer
        ) as "returnsToAnswer",
        ${usualAnswerMinutes(sql, seller)} as "usualAnswerMinutes",
        (
          select json_agg(json_build_object(
            'date', days.day, 'orders', coalesce(orders, 0), 'revenue', coalesce(revenue, 0),
            'answers', coalesce(answers, 0),
            'usualAnswerMinutes', ${answerMinutesOf(sql, seller, sql`days.day`)}
          ) order by days.day)
          from days left join sold on sold.day = days.day left join answered on answered.day = days.day
        ) as days`,
  )
  return summary
}
