import { CreateProduct, type SetSale } from '@munova/commerce-contract'
import { wrongPaths } from '@munova/service'
import { problem } from '../../problems.ts'
import type { Column } from './columns.ts'
import { wrongCell, type Fault } from './fault.ts'
import { isSame, saleNow, singleFields, type Fields } from './fields.ts'
import type { LookUp } from './look-up.ts'
import type { FileProduct } from './read.ts'
import type { ProductState } from './state.ts'

/** What the lines of a product come to. */
export type Plan =
  | { kind: 'create'; input: CreateProduct }
  | { kind: 'change'; before: Fields; after: Fields }
  | { kind: 'unchanged' }
  | { kind: 'rejected'; faults: Fault[] }

/** What is to be done for a product of the file, which is as `state` says; nothing at all if one of its lines is wrong. */
export function planOf(product: FileProduct, state: ProductState | undefined, lookUp: LookUp): Plan {
  const planning = new Planning(product)
  if (product.faults.length > 0) return planning.result({ kind: 'unchanged' })
  if (product.productId === undefined) return planCreation(planning, lookUp)
  if (!state) {
    planning.fail('productId', problem('PRODUCT_NOT_FOUND'))
    return planning.result({ kind: 'unchanged' })
  }
  return planChange(planning, { state, lookUp })
}

/** The faults that are found while a product is planned. */
class Planning {
  readonly product: FileProduct
  readonly #faults: Fault[]

  constructor(product: FileProduct) {
    this.product = product
    this.#faults = [...product.faults]
  }

  fail(column: Column, why: Fault['why'], line: number = this.product.line): void {
    this.#faults.push({ line, column, why })
  }

  require(column: Column, line: number = this.product.line): void {
    this.#faults.push(wrongCell(line, column, { text: 'is required' }))
  }

  reject(fault: Fault): void {
    this.#faults.push(fault)
  }

  /** Undefined for a text that is not given, and for one that is not found. */
  find(column: Column, text: string | undefined, find: (text: string) => number): number | undefined {
    if (text === undefined) return undefined
    try {
      return find(text)
    } catch (error) {
      this.fail(column, error as Fault['why'])
      return undefined
    }
  }

  result(plan: Plan): Plan {
    return this.#faults.length > 0 ? { kind: 'rejected', faults: this.#faults } : plan
  }
}

function planCreation(planning: Planning, lookUp: LookUp): Plan {
  const { once, skus, line } = planning.product
  for (const column of ['name', 'brand', 'category', 'description', 'listPrice'] as const)
    if (once[column] === undefined) planning.require(column)
  for (const sku of skus) if (sku.stock === undefined) planning.require('stock', sku.line)
  if (once.salePrice !== undefined)
    planning.reject(wrongCell(line, 'salePrice', { text: 'must be empty for a new product' }))
  const { name, description, listPrice: price } = once
  const brandId = planning.find('brand', once.brand, lookUp.brand)
  const categoryId = planning.find('category', once.category, lookUp.category)
  const planned = planning.result({ kind: 'unchanged' })
  if (planned.kind === 'rejected') return planned
  const colors = [...Map.groupBy(skus, ({ color }) => color)].map(([color, ofColor]) => ({
    name: color,
    skus: ofColor.map(({ sizeMm, stock }) => ({ sizeMm, stock })),
  }))
  const input = CreateProduct.safeParse({ name, description, price, brandId, categoryId, colors })
  if (input.success) return { kind: 'create', input: input.data }
  const faults = wrongPaths(input.error).map((why) => ({ line, column: null, why }))
  return { kind: 'rejected', faults }
}

function planChange(planning: Planning, { state, lookUp }: { state: ProductState; lookUp: LookUp }): Plan {
  const { once } = planning.product
  const wanted: Fields = {
    ...given('name', once.name),
    ...given('brandId', planning.find('brand', once.brand, lookUp.brand)),
    ...given('categoryId', planning.find('category', once.category, lookUp.category)),
    ...given('description', once.description),
    ...given('listPrice', once.listPrice),
    ...wantedSale(planning),
  }
  const before: Fields = {}
  const after: Fields = {}
  for (const field of singleFields) {
    if (!(field in wanted) || isSame(field, wanted, state)) continue
    Object.assign(before, { [field]: state[field] })
    Object.assign(after, { [field]: wanted[field] })
  }
  // A file that was exported before somebody else's change must not take it back.
  if (Object.keys(after).length > 0 && once.revision !== undefined && once.revision !== state.revision)
    planning.fail('revision', problem('PRODUCT_CHANGED'))
  const sale = after.sale === undefined ? saleNow(state.sale) : after.sale
  if (sale && sale.price >= (after.listPrice ?? state.listPrice))
    planning.fail(after.sale ? 'salePrice' : 'listPrice', problem('SALE_NOT_LOWER'))
  planStocks(planning, state, { before, after })
  return planning.result(
    Object.keys(after).length > 0 ? { kind: 'change', before, after } : { kind: 'unchanged' },
  )
}

const given = <Field extends keyof Fields>(field: Field, value: Fields[Field]) =>
  value === undefined ? {} : { [field]: value }

/** The sale that the file says, null for none; nothing if it does not say. */
function wantedSale(planning: Planning): { sale?: SetSale | null } {
  const { once, saysSale, line } = planning.product
  if (!saysSale) return {}
  const { salePrice: price, saleFrom: from, saleUntil: until } = once
  if (price === undefined) return { sale: null }
  if (from === undefined) planning.require('saleFrom')
  if (until === undefined) planning.require('saleUntil')
  if (from === undefined || until === undefined) return {}
  if (Date.parse(from) >= Date.parse(until))
    planning.reject(wrongCell(line, 'saleUntil', { text: 'must be after from' }))
  return { sale: saleNow({ price, from, until }) }
}

function planStocks(
  planning: Planning,
  state: ProductState,
  { before, after }: { before: Fields; after: Fields },
): void {
  for (const { line, color, sizeMm, stock, stockBefore } of planning.product.skus) {
    const sku = state.skus.find((known) => known.color === color && known.sizeMm === sizeMm)
    if (!sku) {
      planning.fail('sizeMm', problem('SKU_NOT_FOUND'), line)
      continue
    }
    if (stock === undefined || stock === stockBefore || stock === sku.stock) continue
    if (stockBefore === undefined) planning.require('stockBefore', line)
    else if (stockBefore !== sku.stock)
      planning.fail('stock', problem('STOCK_CHANGED', { detail: 'stock', stock: sku.stock }), line)
    else if (stock < sku.committed) planning.fail('stock', problem('STOCK_COMMITTED'), line)
    else {
      before.stocks = { ...before.stocks, [sku.id]: sku.stock }
      after.stocks = { ...after.stocks, [sku.id]: stock }
    }
  }
}
