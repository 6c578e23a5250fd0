import type { Sql } from '@munova/database'

interface TagRow {
  id: number
  parentId: number | null
  name: string
}

/** All interest tags by id. There are as many as the shop has categories: some sixty. */
export function listTags(sql: Sql): Promise<TagRow[]> {
  return sql<TagRow[]>`select id, parent_id as "parentId", name from tags order by id`
}
