import { createHash, randomBytes } from 'node:crypto'
import type { Fragment, Rows, Sql } from '@munova/database'
import type { CommerceConfig } from '../../config.ts'

/**
 * A secret that a device gets at its first sign-in and presents at later ones. It signs nobody in: it only shows that
 * somebody who knew the password was here before. The database stores its SHA-256.
 */
export interface DeviceToken {
  text: string
  hash: Buffer
}

const SECRET_BYTES = 32

/** The token that the device presents, or a new one when it has none, or text of another form. */
export function deviceTokenOf(text: string | undefined): DeviceToken {
  const isWellFormed = text !== undefined && /^[\w-]{43}$/.test(text)
  const token = isWellFormed ? text : randomBytes(SECRET_BYTES).toString('base64url')
  return { text: token, hash: createHash('sha256').update(token).digest() }
}

/** Whether the member of the row `members` has signed in on this device within KNOWN_DEVICE_DAYS. */
export function isKnownDevice(sql: Sql, { hash }: DeviceToken, config: CommerceConfig): Fragment {
  return sql`exists (
    select from known_devices
    where member_id = members.id and token_hash = ${hash} and used_at > ${oldest(sql, config)})`
}

/** Parts of the statement that signs a member in: the device is known from now on, and of the others only so many. */
export function rememberDevice(
  sql: Sql,
  { hash }: DeviceToken,
  { member, config }: { member: Rows<{ id: number }>; config: CommerceConfig },
): Fragment {
  return sql`
    known_device as (
      insert into known_devices (member_id, token_hash) select id, ${hash}::bytea from ${member.name}
      on conflict (member_id, token_hash) do update set used_at = now()
    ), forgotten_devices as (
      delete from known_devices using ${member.name} owner
      where member_id = owner.id and token_hash <> ${hash} and (
        used_at < ${oldest(sql, config)} or token_hash in (
          select token_hash from known_devices
          where member_id = owner.id and token_hash <> ${hash}
          order by used_at desc, token_hash
          offset ${config.DEVICES_PER_MEMBER - 1}
        ))
    )`
}

const oldest = (sql: Sql, config: CommerceConfig) =>
  sql`now() - ${config.KNOWN_DEVICE_DAYS} * interval '1 day'`
