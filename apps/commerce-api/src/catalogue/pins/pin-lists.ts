import type { Pin } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'

export interface PinsContext extends CatalogueContext {
  readonly pins: PinLists
}

/** The pins of a list as they are stored. */
export interface StoredPins {
  categoryId: number | null
  revision: number
  pins: readonly Pin[]
}

/** What is pinned in lists, in memory. It is read again every PINS_REFRESH_MS, and in the process that changed it at once. */
export class PinLists {
  readonly #sql: Sql
  #lists: ReadonlyMap<number | null, readonly Pin[]>
  #begun = 0
  #shown = 0

  private constructor(sql: Sql, lists: readonly StoredPins[]) {
    this.#sql = sql
    this.#lists = byCategory(lists)
  }

  static async load(sql: Sql): Promise<PinLists> {
    return new PinLists(sql, await readPinLists(sql))
  }

  /** The products that come first now in the list of a category, or of all products, in their order. */
  of(categoryId: number | null, now = Date.now()): number[] {
    const pins = this.#lists.get(categoryId) ?? []
    return pins
      .filter(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt))
      .map(({ productId }) => productId)
  }

  /** Afterwards the pins are at least as new as the database at the time of the call. */
  async refresh(): Promise<void> {
    const number = ++this.#begun
    const lists = await readPinLists(this.#sql)
    // Of two refreshes the later one may end first.
    if (number < this.#shown) return
    this.#shown = number
    this.#lists = byCategory(lists)
  }
}

const byCategory = (lists: readonly StoredPins[]) =>
  new Map(lists.map(({ categoryId, pins }) => [categoryId, pins]))

/** As many lists as there are categories at most. */
const readPinLists = (sql: Sql): Promise<StoredPins[]> =>
  retryOnConnectionLoss(
    () => sql<StoredPins[]>`
      select category_id as "categoryId", revision, pins from pin_lists where jsonb_array_length(pins) > 0`,
  )
