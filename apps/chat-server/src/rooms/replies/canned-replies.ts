import type { CannedReply } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/** All canned replies of a seller, by shortcut. */
export function listReplies(sql: Sql, ownerId: number): Promise<CannedReply[]> {
  return retryOnConnectionLoss(
    () => sql<CannedReply[]>`
      select shortcut, text from canned_replies where owner_id = ${ownerId} order by shortcut`,
  )
}

/**
 * Adds a reply, or replaces the one with its shortcut. Throws TOO_MANY_CANNED_REPLIES. Two concurrent requests may both succeed at
 * the limit: it keeps the list short and need not be exact.
 */
export async function putReply(
  sql: Sql,
  ownerId: number,
  { shortcut, text, most }: CannedReply & { most: number },
): Promise<CannedReply> {
  const [reply] = await retryOnConnectionLoss(
    () => sql<CannedReply[]>`
      insert into canned_replies (owner_id, shortcut, text)
      select ${ownerId}, ${shortcut}, ${text}
      where (select count(*) from canned_replies where owner_id = ${ownerId} and shortcut <> ${shortcut}) < ${most}
      on conflict (owner_id, shortcut) do update set text = excluded.text
      returning shortcut, text`,
  )
  if (!reply) throw problem('TOO_MANY_CANNED_REPLIES', { detail: 'atMost', replies: most })
  return reply
}

/** Throws CANNED_REPLY_NOT_FOUND. */
export async function removeReply(sql: Sql, ownerId: number, shortcut: string): Promise<void> {
  const removed = await sql`
    delete from canned_replies where owner_id = ${ownerId} and shortcut = ${shortcut} returning 1`
  if (removed.length === 0) throw problem('CANNED_REPLY_NOT_FOUND')
}
