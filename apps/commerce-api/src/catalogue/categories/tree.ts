import type { Category } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import type { Suggestions } from '../suggestions/suggestions.ts'
import type { ViewerCounts } from '../popularity/viewer-counts.ts'

export interface CatalogueContext extends Context {
  readonly categories: CategoryTree
  /** A generic-plan pool of its own: lists and searches leave the connections of trade alone. */
  readonly listSql: Sql
  /** Views of products, and searches that have found something, until they are stored. */
  readonly views: ViewerCounts<number>
  readonly searches: ViewerCounts<string>
  /** Views of members, each as `member product`. */
  readonly memberViews: ViewerCounts<string>
  readonly suggestions: Suggestions
}

/** The tree as it is stored: roots first, siblings in the order of their positions. */
export interface StoredTree {
  readonly revision: number
  /** The highest id that a category has or had. */
  readonly lastId: number
  readonly items: readonly Category[]
}

/** The category tree in memory. It is read again every CATEGORIES_REFRESH_MS, and in the process that changed it at once. */
export class CategoryTree {
  readonly #sql: Sql
  #tree: StoredTree
  #byId!: ReadonlyMap<number, Category>

  private constructor(sql: Sql, tree: StoredTree) {
    this.#sql = sql
    this.#tree = tree
    this.#index()
  }

  static async load(sql: Sql): Promise<CategoryTree> {
    return new CategoryTree(sql, await readTree(sql))
  }

  get items(): readonly Category[] {
    return this.#tree.items
  }

  get revision(): number {
    return this.#tree.revision
  }

  /** Undefined too for a category that another process has just created. */
  get(id: number): Category | undefined {
    return this.#byId.get(id)
  }

  /** Afterwards the tree is at least as new as the database at the time of the call. */
  async refresh(): Promise<void> {
    const tree = await readTree(this.#sql, this.revision)
    // Of two refreshes the later one may end first.
    if (!tree || tree.revision <= this.revision) return
    this.#tree = tree
    this.#index()
  }

  #index(): void {
    this.#byId = new Map(this.items.map((category) => [category.id, category]))
  }
}

/** The stored tree; with `known`, undefined when it has that revision. */
export async function readTree(sql: Sql): Promise<StoredTree>
export async function readTree(sql: Sql, known: number): Promise<StoredTree | undefined>
export async function readTree(sql: Sql, known = 0): Promise<StoredTree | undefined> {
  // 500 rows at most: an index is not needed.
  const [tree] = await retryOnConnectionLoss(
    () => sql<StoredTree[]>`
      select revision, last_id as "lastId", (
        select coalesce(json_agg(
          json_build_object('id', category.id, 'parentId', category.parent_id, 'name', category.name)
          order by root.position nulls first, root.id nulls first, category.position, category.id), '[]')
        from categories as category left join categories as root on root.id = category.parent_id
      ) as items
      from category_tree where revision <> ${known}`,
  )
  return tree
}
