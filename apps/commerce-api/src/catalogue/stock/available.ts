import type { Sql } from '@munova/database'

/** Pairs of a row of `skus` that can be sold now: what is on hand, without what orders hold. */
export const available = (sql: Sql) => sql`(skus.stock - skus.reserved - skus.allocated)`
