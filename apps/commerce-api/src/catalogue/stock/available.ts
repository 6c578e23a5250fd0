import type { Sql } from '@munova/database'

/** Available pairs of a row of `skus`: those on hand that are neither reserved nor allocated. */
export const available = (sql: Sql) => sql`(skus.stock - skus.reserved - skus.allocated)`
