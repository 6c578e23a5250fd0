import { createHash, randomBytes } from 'node:crypto'
import { cte, type Fragment, type Rows, type Sql } from '@munova/database'
import type { MailPurpose } from './queue.ts'

const TOKEN_BYTES = 32

export const makeMailedToken = () => randomBytes(TOKEN_BYTES).toString('base64url')
export const hashOfMailedToken = (token: string) => createHash('sha256').update(token).digest()

/** The member to whom the token was mailed, and the address. `email` was the member's address before. */
export interface UsedToken {
  member_id: number
  mailed_to: string
  email: string
}

/**
 * Parts of the statement that a mailed token permits. Its member is locked first, so that of two tokens of one member the
 * second sees what the first has done; `used` has a row if the token was valid, and then it is so no more.
 */
export function useToken(
  sql: Sql,
  purpose: MailPurpose,
  token: string,
): { definitions: Fragment; used: Rows<UsedToken> } {
  const hash = hashOfMailedToken(token)
  const used = cte<UsedToken>(
    sql,
    'used',
    sql`
      delete from mailed_tokens using account
      where token_hash = ${hash} and member_id = account.id
      returning member_id, mailed_tokens.email as mailed_to, account.email`,
  )
  const definitions = sql`
    account as materialized (
      select members.id, members.email from mailed_tokens join members on members.id = member_id
      where token_hash = ${hash} and purpose = ${purpose} and expires_at > now() and status = 'ACTIVE'
      for no key update of members
    ), ${used.definition}`
  return { definitions, used }
}

/** A part of a statement: what waits to be mailed to the members of these rows, and what was mailed, has no effect any more. */
export function voidMailedTokens(
  sql: Sql,
  members: Rows<{ id: number }>,
  except: Buffer | null = null,
): Fragment {
  return sql`
    void_tokens as (
      delete from mailed_tokens using ${members.name} owner
      where member_id = owner.id and token_hash is distinct from ${except}
    ), void_mails as (
      delete from mails using ${members.name} owner where member_id = owner.id
    )`
}
