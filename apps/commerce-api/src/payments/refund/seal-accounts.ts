import type { RefundAccount } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { openAccount, sealAccount } from './account-cipher.ts'

const tables = ['refunds', 'returns'] as const

/**
 * Seals the accounts that a version before this one has stored plain, and deletes those of refunds and returns that are over;
 * a batch of each. Resolves to their number.
 */
export async function sealPlainAccounts({ sql, config }: Context): Promise<number> {
  let found = 0
  for (const table of tables) {
    const rows = await plainAccounts(sql, table, config.RECONCILE_BATCH)
    found += rows.length
    const sealed = rows.map(({ isOpen, account }) =>
      isOpen ? sealAccount(config.REFUND_ACCOUNT_KEYS, account) : null,
    )
    if (rows.length === 0) continue
    await sql`
      update ${sql(table)} as plain set sealed_account = case when plain.status = 'REQUESTED' then sealed.account end,
        bank = null, account_number = null, holder_name = null
      from unnest(${rows.map(({ id }) => id)}::bigint[], ${sealed}::text[]) as sealed (id, account)
      where plain.id = sealed.id and plain.bank is not null`
  }
  return found
}

async function plainAccounts(sql: Sql, table: (typeof tables)[number], batch: number) {
  // Indexes refunds_plain_account and returns_plain_account.
  return sql<{ id: number; isOpen: boolean; account: RefundAccount }[]>`
    select id, status = 'REQUESTED' as "isOpen",
      json_build_object('bank', bank, 'accountNumber', account_number, 'holderName', holder_name) as account
    from ${sql(table)} where bank is not null order by id limit ${batch}`
}

/** The id of the key that sealed the account of a row. */
const keyOf = (sql: Sql) => sql`split_part(sealed_account, '.', 1)`

/** Seals accounts anew with the first key that another one has sealed, so that this can be removed; a batch of each table. Resolves to their number. */
export async function resealAccounts({ sql, config, log }: Context): Promise<number> {
  const [first, ...others] = config.REFUND_ACCOUNT_KEYS
  if (!first || others.length === 0) return 0
  let found = 0
  for (const table of tables) {
    // Indexes refunds_sealed_account and returns_sealed_account.
    const rows = await sql<{ id: number; sealed: string }[]>`
      select id, sealed_account as sealed from ${sql(table)}
      where sealed_account is not null and ${keyOf(sql)} = any(${others.map(({ id }) => id)}::text[])
      limit ${config.RECONCILE_BATCH}`
    found += rows.length
    if (rows.length === 0) continue
    const anew = rows.map(({ id, sealed }) => {
      try {
        return sealAccount(config.REFUND_ACCOUNT_KEYS, openAccount(config.REFUND_ACCOUNT_KEYS, sealed))
      } catch (error) {
        // The others are sealed anew all the same.
        log.error({ err: error, table, id }, 'a stored account cannot be opened')
        return sealed
      }
    })
    await sql`
      with old as (
        select ${sql(table)}.id, anew.sealed
        from ${sql(table)} join unnest(
          ${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ sealed }) => sealed)}::text[], ${anew}::text[]
        ) as anew (id, was, sealed) on anew.id = ${sql(table)}.id and anew.was = sealed_account
        for no key update of ${sql(table)} skip locked
      )
      update ${sql(table)} as sealed set sealed_account = old.sealed from old where sealed.id = old.id`
  }
  return found
}

/** Accounts by what this process can do with them: open them with its `first` key or with `another`, or not at all (`missing`). */
export async function countSealedAccounts({
  sql,
  config,
}: Context): Promise<Record<'first' | 'another' | 'missing', number>> {
  // Indexes refunds_sealed_account and returns_sealed_account.
  const counts = await retryOnConnectionLoss(
    () => sql<{ key: string; accounts: number }[]>`
      select key, sum(accounts)::int as accounts from (
        select ${keyOf(sql)} as key, count(*) as accounts from refunds where sealed_account is not null group by 1
        union all
        select ${keyOf(sql)}, count(*) from returns where sealed_account is not null group by 1
      ) as each group by key`,
  )
  const result = { first: 0, another: 0, missing: 0 }
  for (const { key, accounts } of counts) {
    const at = config.REFUND_ACCOUNT_KEYS.findIndex(({ id }) => id === key)
    result[at === 0 ? 'first' : at > 0 ? 'another' : 'missing'] += accounts
  }
  return result
}
