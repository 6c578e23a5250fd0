import { ProductLine } from '@munova/commerce-contract'
import { wrongPaths } from '@munova/service'
import { readCsvFile, type CsvFile, type CsvLine } from '../../csv/file.ts'
import { inTurns } from '../../csv/in-turns.ts'
import { columnNames, readCell, type Column } from './columns.ts'
import { wrongCell, type Fault } from './fault.ts'

/** The columns of what a product has once. */
const onceColumns = [
  'revision',
  'name',
  'brand',
  'category',
  'description',
  'listPrice',
  'salePrice',
  'saleFrom',
  'saleUntil',
] as const satisfies Column[]
type Once = { [Name in (typeof onceColumns)[number]]?: NonNullable<ProductLine[Name]> }

export interface FileSku extends Pick<ProductLine, 'color' | 'sizeMm' | 'stock' | 'stockBefore'> {
  line: number
}

/** All lines of a file about one product. */
export interface FileProduct {
  /** The first of them, by which the product is known in the import. */
  line: number
  /** Undefined: a new one. */
  productId: number | undefined
  once: Once
  /** Whether the file says what sales there are: without its column all sales stay. */
  saysSale: boolean
  skus: FileSku[]
  faults: Fault[]
}

/** The products of a file, in the order of their first lines. Throws VALIDATION_FAILED when it is no file of products, or too long. */
export async function readProductFile(
  text: string,
  { maxLines }: { maxLines: number },
): Promise<FileProduct[]> {
  const { status: _written, ...names } = columnNames
  const file = await readCsvFile<Column>(text, { names, needed: ['color', 'sizeMm'], maxLines })
  const lines: ReadLine[] = []
  for await (const line of inTurns(file.lines)) lines.push(readLine(line))
  const groups = Map.groupBy(lines, ({ key }) => key)
  return [...groups.values()].map((ofProduct) => productOf(file.columns, ofProduct))
}

interface ReadLine {
  line: number
  /** Lines with the same key are about the same product. */
  key: string
  /** Undefined for a line with faults. */
  said: ProductLine | undefined
  faults: Fault[]
}

function readLine({ line, cells }: CsvLine<Column>): ReadLine {
  const read = Object.fromEntries(Object.entries(cells).map(([name, text]) => [name, readCell(text)]))
  const key = keyOf(line, cells)
  const parsed = ProductLine.safeParse(read)
  if (parsed.success) return { line, key, said: parsed.data, faults: [] }
  const faults = wrongPaths(parsed.error).map((why) => ({ line, column: why.path as Column, why }))
  return { line, key, said: undefined, faults }
}

function keyOf(line: number, cells: CsvLine<Column>['cells']): string {
  if (cells.productId !== '') return `#${cells.productId}`
  const name = cells.group || cells.name
  return name === '' ? `line ${line}` : `new ${name}`
}

function productOf(columns: CsvFile<Column>['columns'], lines: readonly ReadLine[]): FileProduct {
  const product: FileProduct = {
    line: lines[0]!.line,
    productId: undefined,
    once: {},
    saysSale: columns.has('salePrice'),
    skus: [],
    faults: [],
  }
  const lineOfSku = new Map<string, number>()
  for (const { line, said, faults } of lines) {
    product.faults.push(...faults)
    if (said) addLine(product, { line, said, lineOfSku })
  }
  return product
}

interface ToAdd {
  line: number
  said: ProductLine
  /** By size and colour, of the lines of the product before. */
  lineOfSku: Map<string, number>
}

function addLine(product: FileProduct, { line, said, lineOfSku }: ToAdd): void {
  const { once, skus, faults } = product
  product.productId = said.productId
  for (const column of onceColumns) {
    const value = said[column]
    if (value === undefined) continue
    if (once[column] === undefined) Object.assign(once, { [column]: value })
    else if (once[column] !== value)
      faults.push(wrongCell(line, column, { text: 'must be the same in all lines of the product' }))
  }
  const { color, sizeMm, stock, stockBefore } = said
  const sku = `${sizeMm} ${color}`
  const same = lineOfSku.get(sku)
  if (same !== undefined) {
    const text = 'repeats the colour and size of line {line}'
    faults.push(wrongCell(line, 'sizeMm', { text, params: { line: same } }))
    return
  }
  lineOfSku.set(sku, line)
  skus.push({ line, color, sizeMm, stock, stockBefore })
}
