import { claimEvents, retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Told } from './contents.ts'

export const CONSUMER = 'notifications'

/** What one event tells. */
export interface Telling {
  eventId: string
  told: readonly Told[]
}

/** How far the notifications of a member go. */
export interface Box {
  memberId: number
  lastNumber: number
}

/**
 * Stores what events tell, in their order, once per event, and forgets the oldest of each member beyond `kept`. Answers
 * the boxes that have something new. Boxes are locked in the order of their members.
 */
export async function storeNotifications(
  sql: Sql,
  { tellings, kept }: { tellings: readonly Telling[]; kept: number },
): Promise<Box[]> {
  const all = tellings.flatMap(({ eventId, told }) => told.map((each) => ({ eventId, ...each })))
  const claimed = claimEvents(sql, {
    consumer: CONSUMER,
    eventIds: tellings.map(({ eventId }) => eventId),
  })
  // Indexes members_pkey, notification_boxes_pkey, notifications_pkey.
  return retryOnConnectionLoss(
    () => sql<Box[]>`
      with ${claimed.definition},
      told as materialized (
        select t.*, row_number() over (partition by t.member_id order by ord) as place
        from rows from (
            jsonb_to_recordset(${JSON.stringify(all)}::text::jsonb)
              as ("eventId" uuid, "memberId" bigint, kind text, data jsonb)
          ) with ordinality as t (event_id, member_id, kind, data, ord)
          join ${claimed.name} on ${claimed.name}.event_id = t.event_id
          join members on members.id = t.member_id and members.status = 'ACTIVE'
      ), box as (
        insert into notification_boxes as box (member_id, last_number)
        select member_id, count(*) from told group by member_id order by member_id
        on conflict (member_id) do update set last_number = box.last_number + excluded.last_number
        returning member_id, last_number
      ), stored as (
        insert into notifications (member_id, number, kind, data)
        select told.member_id, last_number - count(*) over (partition by told.member_id) + place, kind, data
        from told join box on box.member_id = told.member_id
      ), forgotten as (
        delete from notifications using box
        -- Of most boxes nothing is, and then the table is not looked at.
        where last_number > ${kept} and notifications.member_id = box.member_id and number <= last_number - ${kept}
      )
      select member_id as "memberId", last_number as "lastNumber" from box`,
  )
}
