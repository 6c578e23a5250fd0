import type { EditProduct } from '@munova/commerce-contract'
import { Problem } from '@munova/service'
import type { RequestActor } from '../../audit/actor.ts'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { editProduct } from '../products/edit.ts'
import { setStocks } from '../products/set-stock.ts'
import { endSale, setSale } from '../sales/set-sale.ts'
import type { Column } from './columns.ts'
import { columnOf, isSame, saleNow, singleFields, type Fields, type SingleField } from './fields.ts'
import { readStates, type ProductState } from './state.ts'

/** A product of the actor, and the fields that are to change. */
export interface Move {
  actor: RequestActor
  productId: number
  from: Fields
  to: Fields
}

export interface Moved {
  /** Whether anything was written. */
  isMoved: boolean
  /** Columns whose field is neither what it was nor what it is to be: somebody else has changed it, and it stays. */
  kept: Column[]
}

/** After so many version conflicts the change is given up. */
const ATTEMPTS = 5
const conflicts: ReadonlySet<string> = new Set([
  'PRODUCT_CHANGED',
  'STOCK_CHANGED',
  'STOCK_COMMITTED',
  'SALE_NOT_LOWER',
])

/**
 * Makes each field of a product that is as in `from` what it is in `to`, by the statements that its own routes use. A field that is so already
 * is left alone, so that a move which was interrupted is completed, or taken back by one in the other direction. `isWhole`: with a
 * field that would be kept nothing is written. Throws PRODUCT_CHANGED after ATTEMPTS, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF.
 */
export async function moveProduct(
  context: CatalogueContext,
  move: Move,
  { isWhole }: { isWhole: boolean },
): Promise<Moved> {
  let isMoved = false
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [state] = await readStates(context.sql, { sellerId: move.actor.memberId, ids: [move.productId] })
    if (!state) return { isMoved, kept: columnsOf(move.to) }
    const open = openFields(state, move)
    const isOpen = open.fields.length > 0 || open.stocks.length > 0
    if (!isOpen || (isWhole && open.kept.length > 0 && !isMoved)) return { isMoved, kept: open.kept }
    try {
      await write(context, move, { state, open }, () => (isMoved = true))
    } catch (error) {
      if (!(error instanceof Problem) || !conflicts.has(error.code)) throw error
    }
  }
  throw problem('PRODUCT_CHANGED')
}

export const columnsOf = (fields: Fields): Column[] => [
  ...singleFields.filter((field) => field in fields).map((field) => columnOf[field]),
  ...(fields.stocks ? ['stock' as const] : []),
]

interface Open {
  fields: SingleField[]
  stocks: { skuId: number; stock: number; expectedStock: number }[]
  kept: Column[]
}

const isPrice = (field: SingleField) => field === 'sale' || field === 'listPrice'

/** What has to be written still, and what somebody else has changed. */
function openFields(state: ProductState, { from, to }: Move): Open {
  const due = singleFields.filter((field) => field in to && !isSame(field, to, state))
  const fields = due.filter((field) => isSame(field, from, state))
  const kept = new Set<Column>(due.filter((field) => !fields.includes(field)).map((field) => columnOf[field]))
  const stocks = Object.entries(to.stocks ?? {}).flatMap(([id, stock]) => {
    const sku = state.skus.find((known) => known.id === Number(id))
    if (sku?.stock === stock) return []
    const expectedStock = from.stocks?.[id]
    if (sku && sku.stock === expectedStock && stock >= sku.committed)
      return [{ skuId: sku.id, stock, expectedStock }]
    kept.add('stock')
    return []
  })
  // A sale is below the list price, or neither is written.
  const listPrice = (fields.includes('listPrice') ? to : state).listPrice ?? 0
  const sale = saleNow((fields.includes('sale') ? to : state).sale ?? null)
  if (!sale || sale.price < listPrice) return { fields, stocks, kept: [...kept] }
  const others = fields.filter((field) => !isPrice(field))
  for (const field of fields.filter(isPrice)) kept.add(columnOf[field])
  return { fields: others, stocks, kept: [...kept] }
}

/** Stocks first, which others change most; then the rest in an order in which the sale is below the list price all the time. */
async function write(
  context: CatalogueContext,
  { actor, productId, to }: Move,
  { state, open }: { state: ProductState; open: Open },
  wrote: () => void,
): Promise<void> {
  const own = { sellerId: actor.memberId, productId }
  const { fields, stocks } = open
  if (stocks.length > 0) {
    const updated = await setStocks(context, own, stocks)
    if (updated.length === 0) throw problem('STOCK_CHANGED')
    wrote()
  }
  const edit: EditProduct = {}
  for (const field of fields) {
    if (field === 'listPrice') edit.price = to.listPrice
    else if (field !== 'sale') Object.assign(edit, { [field]: to[field] })
  }
  const writeSale = async () => {
    if (!fields.includes('sale')) return
    const sale = saleNow(to.sale ?? null)
    await (sale ? setSale(context, actor, own, sale) : endSale(context, actor, own))
    wrote()
  }
  const former = saleNow(state.sale)
  const isSaleFirst = former !== null && (edit.price ?? state.listPrice) <= former.price
  if (isSaleFirst) await writeSale()
  if (Object.keys(edit).length > 0) {
    await editProduct(context, actor, own, isSaleFirst ? edit : { ...edit, expectedRevision: state.revision })
    wrote()
  }
  if (!isSaleFirst) await writeSale()
}
