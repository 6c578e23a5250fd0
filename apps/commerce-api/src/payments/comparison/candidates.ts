import { endOf } from '../../calendar/day.ts'
import type { PaymentsContext } from '../gateway/context.ts'
import { dateOf, type ComparedDay } from './days.ts'

/** A page of the comparison. */
export interface Candidates {
  /** The position of its last row; null: there are no more. */
  last: string | null
  /** The keys of the payments that differ. */
  paymentKeys: string[]
}

/** The next page of the gateway's transactions of the day, and the payments that are otherwise here. */
export async function theirCandidates(
  { sql, config }: PaymentsContext,
  { day, position }: ComparedDay,
): Promise<Candidates> {
  // Indexes gateway_transactions_day, payments_key, orders_pkey and ledger_once.
  const [page] = await sql<[Candidates]>`
    with page as (
      select * from gateway_transactions where day = ${dateOf(sql, day)} and transaction_key > ${position}
      order by transaction_key limit ${config.COMPARE_DAYS_PAGE}
    ), compared as (
      select page.transaction_key, page.payment_key::text, case
          when page.status = 'DONE' then payments.status in ('DONE', 'PARTIAL_CANCELED', 'CANCELED')
            and payments.amount = page.amount and orders.number = page.order_number
          -- That of a FAILED payment closed an account before money arrived.
          when page.status in ('CANCELED', 'PARTIAL_CANCELED') then payments.status = 'FAILED' or exists (
            select from ledger where payment_id = payments.id and kind = 'CANCEL'
              and ledger.transaction_key = page.transaction_key and ledger.amount = abs(page.amount)
          )
          -- After the deposit: the bank has taken it back.
          when page.status = 'WAITING_FOR_DEPOSIT'
          then payments.approved_at is null or payments.approved_at > page.at or payments.status = 'CANCELED'
          else true
        end as is_same
      from page left join payments on payments.payment_key = page.payment_key
        left join orders on orders.id = payments.order_id
    )
    select max(transaction_key) as last,
      coalesce(array_agg(distinct payment_key) filter (where is_same is not true), '{}') as "paymentKeys"
    from compared`
  return page
}

/** The next page of the payments captured on the day, and those that the gateway has not listed. */
export async function ourCandidates(
  { sql, config }: PaymentsContext,
  { day, position }: ComparedDay,
): Promise<Candidates> {
  const after = position === '' ? 0 : Number(position)
  // Indexes payments_approved, payments_pkey and gateway_transactions_payment.
  const [page] = await sql<[Candidates]>`
    with page as (
      select id, payment_key::text, approved_at from payments
      where approved_at > ${endOf(day - 1)} and approved_at <= ${endOf(day)}
        and (approved_at, id)
          > (coalesce((select approved_at from payments where id = ${after}), ${endOf(day - 1)}), ${after}::bigint)
      order by approved_at, id limit ${config.COMPARE_DAYS_PAGE}
    )
    select (select id::text from page order by approved_at desc, id desc limit 1) as last, array(
        select payment_key from page where not exists (
          select from gateway_transactions as listed where listed.payment_key = page.payment_key and status = 'DONE'
        )
      ) as "paymentKeys"`
  return page
}

/** The next page of what was refunded on the day, and the payments of those refunds that the gateway has not listed on any day. */
export async function refundCandidates(
  { sql, config }: PaymentsContext,
  { day, position }: ComparedDay,
): Promise<Candidates> {
  const after = position === '' ? 0 : Number(position)
  // Indexes ledger_cancelled, ledger_pkey, payments_pkey and gateway_transactions_pkey.
  const [page] = await sql<[Candidates]>`
    with page as (
      select id, at, payment_id, transaction_key from ledger
      where kind = 'CANCEL' and at > ${endOf(day - 1)} and at <= ${endOf(day)}
        and (at, id) > (coalesce((select at from ledger where id = ${after}), ${endOf(day - 1)}), ${after}::bigint)
      order by at, id limit ${config.COMPARE_DAYS_PAGE}
    )
    select (select id::text from page order by at desc, id desc limit 1) as last, array(
        select distinct payment_key::text from page join payments on payments.id = payment_id
        where not exists (select from gateway_transactions as listed where listed.transaction_key = page.transaction_key)
      ) as "paymentKeys"`
  return page
}
