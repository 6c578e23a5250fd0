import type { AdminBrand, ChangeBrand, CreateBrand } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, violates } from '@munova/database'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

/** Throws BRAND_NAME_TAKEN, and FORBIDDEN when the member is not an administrator any more. */
export async function createBrand(
  { sql }: Context,
  admin: RequestActor,
  { name }: CreateBrand,
): Promise<AdminBrand> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const created = cte(sql, 'created', sql`insert into brands (name) values (${name}) returning *`)
  const entry = auditEntry(sql, admin, {
    action: 'brand.create',
    thing: 'brand',
    thingId: sql`id`,
    details: sql`jsonb_build_object('name', name)`,
    from: created,
  })
  const [brand] = await sql<[AdminBrand]>`
    with ${created.definition}, audit as (${entry})
    select id, name, is_hidden as "isHidden", aliases from ${created.name}`.catch(nameTaken)
  return brand
}

/**
 * Changes the fields that the input has; without a difference it has no effect. Throws BRAND_NOT_FOUND, BRAND_NAME_TAKEN,
 * and FORBIDDEN when the member is not an administrator any more.
 */
export async function changeBrand(
  { sql }: Context,
  admin: RequestActor,
  { brandId, ...change }: ChangeBrand & { brandId: number },
): Promise<AdminBrand> {
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const [name, isHidden] = [change.name ?? null, change.isHidden ?? null]
  const aliases = change.aliases ? [...new Set(change.aliases)] : null
  const changed = cte(
    sql,
    'changed',
    sql`
      update brands set name = coalesce(${name}, target.name), is_hidden = coalesce(${isHidden}, target.is_hidden),
        aliases = coalesce(${aliases}::text[], target.aliases)
      from target
      where brands.id = target.id
        and (coalesce(${name}, target.name), coalesce(${isHidden}, target.is_hidden), coalesce(${aliases}::text[], target.aliases))
          <> (target.name, target.is_hidden, target.aliases)
      returning brands.*, target.name as former_name, target.is_hidden as was_hidden, target.aliases as former_aliases`,
  )
  const entry = auditEntry(sql, admin, {
    action: 'brand.change',
    thing: 'brand',
    thingId: sql`id`,
    details: sql`
      jsonb_build_object('from', jsonb_build_object('name', former_name, 'isHidden', was_hidden, 'aliases', former_aliases),
        'to', jsonb_build_object('name', name, 'isHidden', is_hidden, 'aliases', aliases))`,
    from: changed,
  })
  const [brand] = await retryOnConnectionLoss(
    () => sql<AdminBrand[]>`
      with target as materialized (
        select * from brands where id = ${brandId} for no key update
      ), ${changed.definition}, audit as (${entry})
      select target.id, coalesce(changed.name, target.name) as name,
        coalesce(changed.is_hidden, target.is_hidden) as "isHidden", coalesce(changed.aliases, target.aliases) as aliases
      from target left join changed on true`,
  ).catch(nameTaken)
  if (!brand) throw problem('BRAND_NOT_FOUND')
  return brand
}

function nameTaken(error: unknown): never {
  throw violates(error, 'brands_name_key') ? problem('BRAND_NAME_TAKEN') : error
}
