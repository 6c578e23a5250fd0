import type { ProductLine } from '@munova/commerce-contract'
import type { ColumnNames } from '../../csv/file.ts'

/** The columns of a file of products, `status` besides, which is written and not read. */
export type Column = keyof ProductLine

/** The names of each column: as the contract has it, and in Korean. Exports have the columns in this order. */
export const columnNames: ColumnNames<Column | 'status'> = {
  productId: ['productid', '상품번호'],
  revision: ['revision', '개정'],
  status: ['status', '상태'],
  group: ['group', '묶음'],
  name: ['name', '상품명'],
  brand: ['brand', '브랜드'],
  category: ['category', '카테고리'],
  description: ['description', '설명'],
  color: ['color', '색상'],
  sizeMm: ['sizemm', '사이즈'],
  listPrice: ['listprice', '정가'],
  salePrice: ['saleprice', '할인가'],
  saleFrom: ['salefrom', '할인시작'],
  saleUntil: ['saleuntil', '할인종료'],
  stockBefore: ['stockbefore', '기존재고'],
  stock: ['stock', '재고'],
}

export const exportedColumns = Object.keys(columnNames) as (Column | 'status')[]

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/v
const QUOTED = /[",\r\n]/v

/** A cell that no spreadsheet runs: what looks like a formula gets an apostrophe, which readCell() takes off again. */
export function cellOf(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  if (value === null) return ''
  const text = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const readCell = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
