import type { Sql } from '@munova/database'

interface TagRow {
  id: number
  parentId: number | null
  name: string
}

/** All interest tags by id: the categories of the shop, about sixty. */
export function listTags(sql: Sql): Promise<TagRow[]> {
  return sql<TagRow[]>`select id, parent_id as "parentId", name from tags order by id`
}
