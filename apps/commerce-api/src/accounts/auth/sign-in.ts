import { randomUUID } from 'node:crypto'
import { hashPassword, needsRehash, verifyPassword } from '@munova/auth'
import type { SignedInOnDevice, SignIn } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { limitFailures } from '../attempts/count.ts'
import { failedSignIns } from '../attempts/limits.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { type DeviceToken, deviceTokenOf, isKnownDevice, rememberDevice } from '../sessions/known-device.ts'
import { openSession } from '../sessions/open.ts'
import { makeRefreshToken } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/** Who asks to sign in. */
export interface Client {
  /** The client's address as limits count it. */
  address: string
  /** The cookie of a device on which somebody has signed in. */
  deviceToken: string | undefined
}

interface Account {
  id: number
  passwordHash: string
  status: string
  isKnown: boolean
}

/**
 * Opens a session on one device and ends the earlier one of that device. Throws WRONG_CREDENTIALS, with the same text
 * and after the same computation whether the email address or the password is wrong, ACCOUNT_SUSPENDED, and RATE_LIMITED
 * after too many failures, also when this password is correct.
 */
export async function signIn(context: Context, input: SignIn, client: Client): Promise<SignedInOnDevice> {
  const { sql, config } = context
  const { email } = input
  const device = deviceTokenOf(input.deviceToken ?? client.deviceToken)
  // Index members_email_key; withdrawn members have no email address.
  const [account] = await retryOnConnectionLoss(
    () => sql<Account[]>`
      select id, password_hash as "passwordHash", status, ${isKnownDevice(sql, device, config)} as "isKnown"
      from members where email = ${email}`,
  )
  const knownDevice = account?.isKnown ? device.hash.toString('hex') : undefined
  return limitFailures(context, failedSignIns(config, { email, address: client.address, knownDevice }), {
    code: 'WRONG_CREDENTIALS',
    work: () => checkAndOpen(context, input, { account, device }),
  })
}

async function checkAndOpen(
  context: Context,
  { password, deviceId }: SignIn,
  { account, device }: { account: Account | undefined; device: DeviceToken },
): Promise<SignedInOnDevice> {
  const { sql, config } = context
  const isCorrect = await verifyPassword(password, account?.passwordHash)
  if (!account || !isCorrect) throw problem('WRONG_CREDENTIALS')

  // Only who knows the password learns of it.
  if (account.status === 'SUSPENDED') throw problem('ACCOUNT_SUSPENDED')

  const { id, passwordHash } = account
  const newHash = needsRehash(passwordHash) ? await hashPassword(password) : passwordHash
  const deviceName = deviceId ?? randomUUID()
  const token = makeRefreshToken()
  // The update locks the member's row. So one sign-in at a time decides which sessions exceed DEVICES_PER_MEMBER, and
  // none succeeds when the password was changed, or the member withdrew, while the password was being checked.
  const member = cte<{ id: number; token_generation: number }>(
    sql,
    'member',
    sql`
      update members set password_hash = ${newHash}
      where id = ${id} and status = 'ACTIVE' and password_hash = ${passwordHash}
      returning *`,
  )
  const session = openSession(sql, token, {
    member,
    deviceId: sql`${deviceName}`,
    ttlSeconds: config.REFRESH_TOKEN_SECONDS,
  })
  const [signedIn] = await sql<SessionMember[]>`
    with ${member.definition}, ended_sessions as (
      delete from refresh_tokens using member
      where member_id = member.id and device_id <> ${deviceName} and (
        expires_at < now() or revoked_at is not null or family_id in (
          select family_id from refresh_tokens
          where member_id = ${id} and device_id <> ${deviceName} and revoked_at is null
          order by rotated_at desc, family_id
          offset ${config.DEVICES_PER_MEMBER - 1}
        ))
    ), session as (${session}), ${rememberDevice(sql, device, { member, config })}
    select ${sessionMemberColumns(sql)} from member as members`
  if (!signedIn) throw problem('WRONG_CREDENTIALS')
  return { ...(await tokenResponse(context, signedIn, token)), deviceToken: device.text }
}
