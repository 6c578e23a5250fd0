import { randomUUID } from 'node:crypto'
import { hashPassword, type Identity } from '@munova/auth'
import type { ChangePassword, SignedIn } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { voidMailedTokens } from '../mail/mailed-token.ts'
import { checkPassword } from '../members/check-password.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { openSession } from '../sessions/open.ts'
import { makeRefreshToken } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/**
 * Changes the password and ends every other session: tokens from before are void. The session of the request continues
 * with the tokens of the response. Throws WRONG_PASSWORD, also when the password was changed meanwhile, and RATE_LIMITED.
 */
export async function changePassword(
  context: Context,
  { memberId, sessionId }: Pick<Identity, 'memberId' | 'sessionId'>,
  { password, newPassword }: ChangePassword,
): Promise<SignedIn> {
  const { sql, config, outbox, revokedTokens } = context
  const currentHash = await checkPassword(context, memberId, password)
  const newHash = await hashPassword(newPassword)
  const token = makeRefreshToken()
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set password_hash = ${newHash}, token_generation = token_generation + 1,
        changed_at = clock_timestamp(), revision = revision + 1
      where id = ${memberId} and status = 'ACTIVE' and password_hash = ${currentHash}
      returning *`,
  )
  const session = openSession(sql, token, {
    member: changed,
    deviceId: sql`(select device_id from device)`,
    ttlSeconds: config.REFRESH_TOKEN_SECONDS,
  })
  const [member] = await sql<SessionMember[]>`
    with device as materialized (
      select coalesce(
        (select device_id from refresh_tokens where family_id = ${sessionId ?? null}::uuid and member_id = ${memberId}),
        ${randomUUID()}) as device_id
    ), ${changed.definition}, sessions as (
      delete from refresh_tokens using changed, device
      where member_id = changed.id and refresh_tokens.device_id <> device.device_id
    ), ${voidMailedTokens(sql, changed)}, session as (${session}), event as (${memberEvent(sql, MemberUpdated, changed)})
    select ${sessionMemberColumns(sql)} from changed as members`
  if (!member) throw problem('WRONG_PASSWORD')
  outbox.wake()
  await revokedTokens.refresh()
  return tokenResponse(context, member, token)
}
