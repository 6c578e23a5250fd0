import { Id, type PageQuery } from '@munova/chat-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { problem } from '../../problems.ts'
import type { OwnedGroup } from '../room/change.ts'
import { type QuotaRow, requireQuota, spendQuota } from '../room/member-quota.ts'

/** The list and an id. */
const Position = z.tuple([z.literal('removed-members'), Id])

interface RemovedRow {
  id: number
  name: string | null
  removedAt: Date
}

/** Whom the owner has removed from the group, by id. Throws ROOM_NOT_FOUND and NOT_THE_OWNER. */
export async function listRemovedMembers(
  sql: Sql,
  { roomId, ownerId }: { roomId: number; ownerId: number },
  query: PageQuery,
) {
  await requireOwner(sql, roomId, ownerId)
  const after = decodeCursor(Position, query.cursor)?.[1] ?? 0
  const rows = await sql<RemovedRow[]>`
    select r.member_id as id, s.display_name as name, r.removed_at as "removedAt"
    from removed_members r left join members s on s.id = r.member_id
    where r.room_id = ${roomId} and r.member_id > ${after} and not r.may_return
    order by r.member_id limit ${query.limit + 1}`
  return toPage(rows, query.limit, {
    item: (row) => ({ ...row, removedAt: row.removedAt.toISOString() }),
    position: (row): z.infer<typeof Position> => ['removed-members', row.id],
  })
}

/**
 * Lets a removed member join again, who stays known as one who was removed (`historyVisibility`); no effect for any other. Throws ROOM_NOT_FOUND, NOT_THE_OWNER and RATE_LIMITED.
 */
export async function allowMember(
  sql: Sql,
  { roomId, memberId, ownerId, quota }: OwnedGroup & { memberId: number },
): Promise<void> {
  await requireOwner(sql, roomId, ownerId)
  const [row] = await retryOnConnectionLoss(() => {
    const due = cte(
      sql,
      'due',
      sql`
        select from removed_members where room_id = ${roomId} and member_id = ${memberId} and not may_return
        for update`,
    )
    const spent = spendQuota(sql, { memberId: ownerId, quota }, due)
    return sql<QuotaRow[]>`
      with ${due.definition}, ${spent.definition},
      allowed as (
        update removed_members set may_return = true from ${spent.name} spent
        where room_id = ${roomId} and member_id = ${memberId} and spent.retry_after_ms = 0
      )
      select retry_after_ms as "retryAfterMs" from ${spent.name}`
  })
  if (row) requireQuota(quota, row)
}

async function requireOwner(sql: Sql, roomId: number, memberId: number): Promise<void> {
  const [room] = await retryOnConnectionLoss(
    () => sql<{ ownerId: number }[]>`
      select owner_id as "ownerId" from rooms where id = ${roomId} and kind = 'GROUP'`,
  )
  if (!room) throw problem('ROOM_NOT_FOUND')
  if (room.ownerId !== memberId) throw problem('NOT_THE_OWNER')
}
