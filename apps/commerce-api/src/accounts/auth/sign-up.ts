import { randomUUID } from 'node:crypto'
import { hashPassword } from '@munova/auth'
import type { SignedInOnDevice, SignUp } from '@munova/commerce-contract'
import { cte, rows, violates } from '@munova/database'
import { MemberRegistered } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { mayMail, queueMail } from '../mail/queue.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { deviceTokenOf, rememberDevice } from '../sessions/known-device.ts'
import { openSession } from '../sessions/open.ts'
import { makeRefreshToken } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/** Creates a member, always with the role BUYER, and its first session. Throws EMAIL_TAKEN. */
export async function signUp(
  context: Context,
  { email, password, name, deviceId, deviceToken, consents }: SignUp,
  client: { deviceToken: string | undefined },
): Promise<SignedInOnDevice> {
  const { sql, config } = context
  const passwordHash = await hashPassword(password)
  const token = makeRefreshToken()
  const device = deviceTokenOf(deviceToken ?? client.deviceToken)
  const created = cte<MemberColumns>(
    sql,
    'created',
    sql`insert into members (email, name, password_hash) values (${email}, ${name}, ${passwordHash}) returning *`,
  )
  // The address gets a link by which its owner shows to read its mail.
  const mail = queueMail(sql, {
    kind: 'VERIFY_EMAIL',
    memberId: sql`id`,
    recipient: sql`email`,
    from: (await mayMail(context, email)) ? created : rows(sql, 'nobody'),
  })
  const session = openSession(sql, token, {
    member: created,
    deviceId: sql`${deviceId ?? randomUUID()}`,
    ttlSeconds: config.REFRESH_TOKEN_SECONDS,
  })
  const [member] = await sql<[SessionMember]>`
    with ${created.definition}, nobody as (select * from ${created.name} where false),
      session as (${session}), mail as (${mail}),
      ${rememberDevice(sql, device, { member: created, config })},
      consent as (
        insert into member_consents (member_id, document, version)
        select distinct created.id, document, version from created, unnest(
          ${consents.map(({ document }) => document)}::text[],
          ${consents.map(({ version }) => version)}::text[]) as t (document, version)
      ),
      event as (${memberEvent(sql, MemberRegistered, created)})
    select ${sessionMemberColumns(sql)} from created as members`.catch((error: unknown) => {
    throw violates(error, 'members_email_key') ? problem('EMAIL_TAKEN') : error
  })
  context.outbox.wake()
  return { ...(await tokenResponse(context, member, token)), deviceToken: device.text }
}
