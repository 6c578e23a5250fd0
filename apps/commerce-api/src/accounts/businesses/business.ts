import type { Business, KnownBusiness } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

/** The contract's KnownBusiness of a row of `seller_businesses`, as JSON. */
export const businessColumn = (sql: Sql): Fragment => sql`json_build_object(
  'companyName', company_name, 'representative', representative, 'address', seller_businesses.address,
  'phone', seller_businesses.phone, 'email', seller_businesses.email, 'registrationNumber', registration_number,
  'mailOrderNumber', mail_order_number)`

/** Throws BUSINESS_NOT_FOUND. */
export async function readBusiness({ sql }: Context, sellerId: number): Promise<KnownBusiness> {
  const [row] = await retryOnConnectionLoss(
    () => sql<{ business: KnownBusiness }[]>`
      select ${businessColumn(sql)} as business from seller_businesses where member_id = ${sellerId}`,
  )
  if (!row) throw problem('BUSINESS_NOT_FOUND')
  return row.business
}

/**
 * States the business of an active seller, or replaces what was stated. False when the member is no such seller. The audit
 * log says that it changed; the values are personal data.
 */
export async function setBusiness(
  { sql }: Context,
  actor: RequestActor,
  { sellerId, business }: { sellerId: number; business: Business },
): Promise<boolean> {
  const given = sql`${business.companyName}::text, ${business.representative}::text, ${business.address}::text,
    ${business.phone}::text, ${business.email}::text, ${business.registrationNumber}::text,
    ${business.mailOrderNumber}::text`
  const changed = cte<{ member_id: number }>(
    sql,
    'changed',
    sql`
      insert into seller_businesses as stated (member_id, company_name, representative, address, phone, email,
        registration_number, mail_order_number)
      select id, ${given} from target
      on conflict (member_id) do update set (company_name, representative, address, phone, email, registration_number,
        mail_order_number, changed_at) = (select ${given}, now())
      where (stated.company_name, stated.representative, stated.address, stated.phone, stated.email,
        stated.registration_number, stated.mail_order_number) is distinct from (${given})
      returning member_id`,
  )
  const entry = auditEntry(sql, actor, {
    action: 'business.set',
    thing: 'member',
    thingId: sql`member_id`,
    from: changed,
  })
  const target = await retryOnConnectionLoss(
    () => sql`
      with target as (
        select id from members where id = ${sellerId} and role = 'SELLER' and status = 'ACTIVE'
      ), ${changed.definition}, audit as (${entry})
      select id from target`,
  )
  return target.length > 0
}
