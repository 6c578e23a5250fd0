import type { OrderPayment, RefundAccount } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'
import { problem } from '../../problems.ts'
import { openAccount } from './account-cipher.ts'

/** The gateway's name for a payment by bank transfer. It does not know the account that the money came from. */
export const VIRTUAL_ACCOUNT = '가상계좌'

/** Throws REFUND_ACCOUNT_NEEDED when the buyer has to say where the money goes. */
export function requireRefundAccount(
  payment: OrderPayment | null,
  amount: number,
  account: RefundAccount | undefined,
): void {
  if (amount > 0 && payment?.method === VIRTUAL_ACCOUNT && !account) throw problem('REFUND_ACCOUNT_NEEDED')
}

/** The account of a row of `refunds` or `returns` as it is stored: sealed, or plain by the version before. */
export type StoredAccount = { sealed: string } | ({ sealed: null } & RefundAccount)

/** The account of a row as JSON; null when there is none. */
export const storedAccount = (sql: Sql, table: 'refunds' | 'returns') => sql`
  case when ${sql(table)}.sealed_account is not null or ${sql(table)}.bank is not null
    then json_build_object('sealed', ${sql(table)}.sealed_account, 'bank', ${sql(table)}.bank,
      'accountNumber', ${sql(table)}.account_number, 'holderName', ${sql(table)}.holder_name) end`

export function accountOf(
  { REFUND_ACCOUNT_KEYS }: Pick<CommerceConfig, 'REFUND_ACCOUNT_KEYS'>,
  stored: StoredAccount | null,
): RefundAccount | undefined {
  if (stored === null) return undefined
  if (stored.sealed !== null) return openAccount(REFUND_ACCOUNT_KEYS, stored.sealed)
  const { bank, accountNumber, holderName } = stored
  return { bank, accountNumber, holderName }
}

/** Assignments of an update of `refunds` or `returns`: the account is deleted. */
export const withoutAccount = (sql: Sql) => sql`
  sealed_account = null, bank = null, account_number = null, holder_name = null`
