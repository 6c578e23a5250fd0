import type { Category } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'

export interface CatalogueContext extends Context {
  readonly categories: CategoryTree
}

/** The category tree in memory. Only migrations change it, and they run before the process listens. */
export class CategoryTree {
  readonly items: readonly Category[]
  readonly #byId: ReadonlyMap<number, Category>

  constructor(items: readonly Category[]) {
    this.items = items
    this.#byId = new Map(items.map((category) => [category.id, category]))
  }

  static async load(sql: Sql): Promise<CategoryTree> {
    // 56 rows: an index is not needed.
    const rows = await retryOnConnectionLoss(
      () => sql<Category[]>`
        select id, parent_id as "parentId", name from categories order by parent_id nulls first, id`,
    )
    return new CategoryTree(rows)
  }

  /** For ids from the database, whose foreign keys allow no unknown id. Throws for an unknown one. */
  at(id: number): Category {
    const category = this.#byId.get(id)
    if (!category) throw new TypeError(`category ${id} is not in the tree`)
    return category
  }

  /** For ids from a request. */
  get(id: number): Category | undefined {
    return this.#byId.get(id)
  }
}
