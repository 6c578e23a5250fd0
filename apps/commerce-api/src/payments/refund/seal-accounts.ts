import type { RefundAccount } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { sealAccount } from './account-cipher.ts'

/**
 * Seals the accounts that a version before this one has stored plain, and deletes those of refunds and returns that are over;
 * a batch of each. Resolves to their number.
 */
export async function sealPlainAccounts({ sql, config }: Context): Promise<number> {
  let found = 0
  for (const table of ['refunds', 'returns'] as const) {
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

async function plainAccounts(sql: Sql, table: 'refunds' | 'returns', batch: number) {
  // Indexes refunds_plain_account and returns_plain_account.
  return sql<{ id: number; isOpen: boolean; account: RefundAccount }[]>`
    select id, status = 'REQUESTED' as "isOpen",
      json_build_object('bank', bank, 'accountNumber', account_number, 'holderName', holder_name) as account
    from ${sql(table)} where bank is not null order by id limit ${batch}`
}
