import { Readable } from 'node:stream'
import type { Category } from '@munova/commerce-contract'
import type { CatalogueContext } from '../categories/tree.ts'
import { cellOf, columnNames, exportedColumns } from './columns.ts'
import { categoryPath } from './look-up.ts'
import { readExportedStates, type ExportedState } from './state.ts'

/** Excel takes a file without it for one in the code page of Windows. */
const BYTE_ORDER_MARK = '\u{feff}'

interface Exported {
  sellerId: number
  language: string
}

/**
 * A seller's products as a CSV file, a line for each SKU that is on sale, read in pages while it is sent. Descriptions are left out: they
 * would come again in each line, and Excel cuts off long ones.
 */
export async function exportProducts(context: CatalogueContext, exported: Exported): Promise<Readable> {
  // Before the response begins, so that it can be an error.
  const first = await readPage(context, exported.sellerId, 0)
  return Readable.from(linesOf(context, exported, first))
}

const readPage = ({ sql, config }: CatalogueContext, sellerId: number, after: number) =>
  readExportedStates(sql, { sellerId, after, limit: config.PRODUCT_FILE_BATCH })

async function* linesOf(
  context: CatalogueContext,
  { sellerId, language }: Exported,
  first: readonly ExportedState[],
) {
  const title = language === 'ko' ? 1 : 0
  const names = exportedColumns.map((column) => (title === 0 ? column : columnNames[column][title]!))
  yield `${BYTE_ORDER_MARK}${names.join(',')}\r\n`
  let products = first
  for (;;) {
    const last = products.at(-1)
    if (!last) return
    yield products.map((product) => linesOfProduct(product, context.categories.items)).join('')
    if (products.length < context.config.PRODUCT_FILE_BATCH) return
    products = await readPage(context, sellerId, last.id)
  }
}

function linesOfProduct(product: ExportedState, categories: readonly Category[]): string {
  const { id, sale, skus, ...once } = product
  const category = categoryPath(categories, once.categoryId)
  return skus
    .map(({ color, sizeMm, stock }) => {
      const cells: Record<(typeof exportedColumns)[number], string | number | null> = {
        ...once,
        productId: id,
        group: null,
        category,
        description: null,
        color,
        sizeMm,
        salePrice: sale?.price ?? null,
        saleFrom: sale?.from ?? null,
        saleUntil: sale?.until ?? null,
        stockBefore: stock,
        stock,
      }
      return `${exportedColumns.map((column) => cellOf(cells[column])).join(',')}\r\n`
    })
    .join('')
}
