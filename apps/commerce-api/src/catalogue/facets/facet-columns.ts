import { ColorSizes, type FamilySizes } from './color-sizes.ts'
import { grown } from './grown.ts'

/** What lists filter a published product by, with the sizes that are in stock. */
export interface FacetRow {
  id: number
  categoryId: number
  rootId: number
  brandId: number
  price: number
  /** Milliseconds since the epoch; null without a sale. */
  saleFrom: number | null
  saleUntil: number | null
  /** Each family once. */
  colors: readonly FamilySizes[]
}

/** Ids as consecutive numbers from 0 on. */
class Numbers {
  readonly ids: number[] = []
  readonly #numbers = new Map<number, number>()

  /** Undefined for an id that no product has had. */
  get(id: number): number | undefined {
    return this.#numbers.get(id)
  }

  of(id: number): number {
    let number = this.#numbers.get(id)
    if (number === undefined) {
      number = this.ids.push(id) - 1
      this.#numbers.set(id, number)
    }
    return number
  }
}

const allocate = (capacity: number) => ({
  ids: new Float64Array(capacity),
  leaf: new Uint32Array(capacity),
  root: new Uint32Array(capacity),
  brand: new Uint32Array(capacity),
  price: new Uint32Array(capacity),
  /** Infinity without a sale. */
  saleFrom: new Float64Array(capacity),
  saleUntil: new Float64Array(capacity),
  /** Sizes in any colour. */
  low: new Uint32Array(capacity),
  high: new Uint32Array(capacity),
  /** Its list of `colors`. */
  firstColor: new Uint32Array(capacity),
})
type Columns = ReturnType<typeof allocate>

const FIRST_CAPACITY = 1_024

/**
 * What lists filter by, of all published products, as a column for each: 52 bytes a product and 13 for each of its colour
 * families, half as much again while there is room to grow, and
 * about 50 for its place in the map of ids. When a product goes, the last one takes its place.
 */
export class FacetColumns {
  readonly brands = new Numbers()
  /** Leaves and roots. */
  readonly categories = new Numbers()
  readonly colors = new ColorSizes()
  readonly #places = new Map<number, number>()
  #columns = allocate(FIRST_CAPACITY)

  /** The products at the places below `size`. Valid until the next change. */
  get columns(): Readonly<Columns> {
    return this.#columns
  }

  get size(): number {
    return this.#places.size
  }

  placeOf(id: number): number | undefined {
    return this.#places.get(id)
  }

  set(row: FacetRow): void {
    const place = this.#places.get(row.id) ?? this.#append(row.id)
    const { leaf, root, brand, price, saleFrom, saleUntil, low, high, firstColor } = this.#columns
    leaf[place] = this.categories.of(row.categoryId)
    root[place] = this.categories.of(row.rootId)
    brand[place] = this.brands.of(row.brandId)
    price[place] = row.price
    saleFrom[place] = row.saleFrom ?? Infinity
    saleUntil[place] = row.saleUntil ?? Infinity
    low[place] = row.colors.reduce((all, color) => all | color.low, 0)
    high[place] = row.colors.reduce((all, color) => all | color.high, 0)
    this.colors.remove(firstColor[place]!)
    firstColor[place] = this.colors.add(row.colors)
  }

  remove(id: number): void {
    const place = this.#places.get(id)
    if (place === undefined) return
    const last = this.size - 1
    this.colors.remove(this.#columns.firstColor[place]!)
    for (const column of Object.values(this.#columns)) column[place] = column[last]!
    this.#places.set(this.#columns.ids[last]!, place)
    this.#places.delete(id)
  }

  #append(id: number): number {
    const place = this.size
    if (place === this.#columns.ids.length)
      this.#columns = grown(this.#columns, { allocate, capacity: place })
    this.#columns.ids[place] = id
    // Of a product that has left the place.
    this.#columns.firstColor[place] = 0
    this.#places.set(id, place)
    return place
  }
}
