import type { Category } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import type { FileProduct } from './read.ts'

/** Finds what a file names: brands by their names, leaves by their paths. Each throws the problem of its not being there. */
export interface LookUp {
  brand: (name: string) => number
  category: (path: string) => number
}

/** The names of root and leaf. */
export function categoryPath(categories: readonly Category[], id: number): string {
  const leaf = categories.find((category) => category.id === id)
  const root = categories.find((category) => category.id === leaf?.parentId)
  return [root?.name, leaf?.name].filter((name) => name !== undefined).join(' > ')
}

export async function lookUpOf(
  { sql, categories }: CatalogueContext,
  products: readonly FileProduct[],
): Promise<LookUp> {
  const names = [...new Set(products.flatMap(({ once }) => once.brand ?? []))]
  // Index brands_name_key.
  const brands = await retryOnConnectionLoss(
    () => sql<{ id: number; name: string }[]>`select id, name from brands where name = any(${names}::text[])`,
  )
  const ids = new Map(brands.map(({ id, name }) => [name, id]))
  await categories.refresh()
  const leaves = new Map<string, number | null>()
  for (const { id, parentId, name } of categories.items) {
    if (parentId === null) continue
    leaves.set(keyOf(categoryPath(categories.items, id)), id)
    // The name of a leaf alone will do where it is the only one.
    leaves.set(keyOf(name), leaves.has(keyOf(name)) ? null : id)
  }
  const roots = new Set(
    categories.items.flatMap(({ parentId, name }) => (parentId === null ? keyOf(name) : [])),
  )
  return {
    brand(name) {
      const id = ids.get(name)
      if (id === undefined) throw problem('BRAND_NOT_FOUND')
      return id
    },
    category(path) {
      const id = leaves.get(keyOf(path))
      if (typeof id === 'number') return id
      throw problem(roots.has(keyOf(path)) ? 'CATEGORY_NOT_LEAF' : 'CATEGORY_NOT_FOUND')
    },
  }
}

const keyOf = (path: string) =>
  path
    .split('>')
    .map((name) => name.trim())
    .join('>')
