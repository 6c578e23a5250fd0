import type { Fragment, Sql } from '@munova/database'

/** Of a row of `products`: its seller is not suspended, which its status may follow a moment later. Index members_pkey. */
export const maySell = (sql: Sql): Fragment => sql`
  exists (select from members where members.id = products.seller_id and members.status <> 'SUSPENDED')`
