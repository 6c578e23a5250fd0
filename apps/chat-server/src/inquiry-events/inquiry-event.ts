import { type Cte, emitEvent, type Fragment, type Sql } from '@munova/database'
import type { InquiryClosed, InquiryOpened } from '@munova/event-contract'
import { type InquiryColumns, inquiryState } from './inquiry-state.ts'

/**
 * The INSERT of an event for each inquiry in `changed`, whose rooms the statement holds locked: the events of a room are
 * then published in the order of its changes. Groups in `changed` emit nothing.
 */
export function emitInquiryEvent(
  sql: Sql,
  schema: typeof InquiryOpened | typeof InquiryClosed,
  changed: Cte<InquiryColumns>,
): Fragment {
  const room = changed.name
  return emitEvent(sql, schema, {
    key: sql`'inquiry:' || ${room}.id`,
    data: inquiryState(sql, room),
    from: changed,
    where: sql`${room}.kind = 'INQUIRY'`,
  })
}
