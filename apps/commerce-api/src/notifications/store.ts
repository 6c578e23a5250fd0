import { claimEvents, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { NotificationBatch } from './drafts.ts'

const CONSUMER = 'notifications'

/** Numbers the notifications of one member: the number of the newest one. */
export interface NotificationCounter {
  memberId: number
  lastNumber: number
}

/**
 * Stores the drafts of events in their order, once per event, and deletes the oldest notifications of each member beyond
 * `maxPerMember`. Resolves to the counters that advanced. Counters are locked in order of their members.
 */
export async function storeNotifications(
  sql: Sql,
  { batches, maxPerMember }: { batches: readonly NotificationBatch[]; maxPerMember: number },
): Promise<NotificationCounter[]> {
  const drafts = batches.flatMap((batch) =>
    batch.drafts.map((draft) => ({ eventId: batch.eventId, ...draft })),
  )
  const eventIds = batches.map(({ eventId }) => eventId)
  const claimed = claimEvents(sql, { consumer: CONSUMER, eventIds })
  // Indexes members_pkey, notification_counters_pkey, notifications_pkey.
  return retryOnConnectionLoss(
    () => sql<NotificationCounter[]>`
      with ${claimed.definition},
      draft as materialized (
        select given.*, row_number() over (partition by given.member_id order by ordinal) as offset_in_batch
        from rows from (
            jsonb_to_recordset(${JSON.stringify(drafts)}::text::jsonb)
              as ("eventId" uuid, "memberId" bigint, kind text, data jsonb)
          ) with ordinality as given (event_id, member_id, kind, data, ordinal)
          join ${claimed.name} as claimed on claimed.event_id = given.event_id
          join members on members.id = given.member_id and members.status = 'ACTIVE'
      ), counter as (
        insert into notification_counters as counter (member_id, last_number)
        select member_id, count(*) from draft group by member_id order by member_id
        on conflict (member_id) do update set last_number = counter.last_number + excluded.last_number
        returning member_id, last_number
      ), stored as (
        insert into notifications (member_id, number, kind, data)
        select draft.member_id, last_number - count(*) over (partition by draft.member_id) + offset_in_batch, kind, data
        from draft join counter on counter.member_id = draft.member_id
      ), deleted as (
        delete from notifications using counter
        -- The first condition is false for most members; then the table is not read.
        where last_number > ${maxPerMember}
          and notifications.member_id = counter.member_id and number <= last_number - ${maxPerMember}
      )
      select member_id as "memberId", last_number as "lastNumber" from counter`,
  )
}
