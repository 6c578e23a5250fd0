import { redirect, type RequestEvent } from '@sveltejs/kit'
import { type Outcome, outcomeOf } from '@munova/http-client'
import { readBrands, readCategories } from '#lib/server/categories.ts'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { pathId } from '#lib/server/path-id.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import {
  arranged,
  colorIn,
  familyOf,
  fieldsOf,
  newColorOf,
  numberOf,
  productIn,
  skusOf,
  textOfProduct,
  uploaded,
} from '#lib/server/seller/product-form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { setStocks, type StockAnswer } from '#lib/server/seller/stock-form.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

type Act = 'save' | 'arrange' | 'publish' | 'remove' | 'stock' | 'color' | 'newColor' | 'sale'

export const load: PageServerLoad = async (event) => {
  const { id: memberId } = requireRole(event, 'SELLER')
  const { shop } = event.locals
  const id = pathId(event.params.id)
  const [product, brands, categories] = await Promise.all([
    outcomeOf(shop.GET('/v1/seller/products/{id}', { params: { path: { id } } })),
    readBrands(shop),
    readCategories(shop),
  ])
  const { brand, ...about } = valueOrError(product)
  const isListed = brands.some((known) => known.id === brand.id)
  return {
    product: { ...about, text: textOfProduct({ brand, ...about }) },
    // A hidden brand stays with its products.
    brands: isListed ? brands : [...brands, brand],
    categories,
    memberId,
  }
}

export const actions: Actions = {
  save: async (event) => {
    const { shop, params, form, entered, problem } = await read(event, 'save')
    if (problem) return failWith(problem, entered)
    const body = { ...fieldsOf(entered), expectedRevision: numberOf(entered.revision) }
    const saved = await outcomeOf(shop.PATCH('/v1/seller/products/{id}', { params, body }))
    if (saved.ok) return back(params)
    if (saved.problem.code !== 'PRODUCT_CHANGED') return failWith(saved.problem, entered)
    // Sent again, it replaces what the seller is told of now.
    const now = await outcomeOf(shop.GET('/v1/seller/products/{id}', { params }))
    const revision = now.ok ? String(now.value.revision) : textOf(form, 'revision')
    return failWith(saved.problem, { ...entered, revision })
  },
  arrange: async (event) => {
    const { form, entered, problem } = await read(event, 'arrange')
    const images = arranged(entered.images, form)
    return { problem: problem && shownProblem(problem), entered: { ...entered, images } }
  },
  publish: (event) =>
    change(event, 'publish', ({ shop, params }) =>
      outcomeOf(shop.POST('/v1/seller/products/{id}/publish', { params })),
    ),
  unpublish: (event) =>
    change(event, 'publish', ({ shop, params }) =>
      outcomeOf(shop.POST('/v1/seller/products/{id}/unpublish', { params })),
    ),
  remove: (event) =>
    change(event, 'remove', ({ shop, params }) =>
      outcomeOf(shop.DELETE('/v1/seller/products/{id}', { params })),
    ),
  stock: async (event) => {
    const { shop, params, form, entered } = await read(event, 'stock')
    const { stocks, problem } = await setStocks(shop, params.path.id, form)
    return problem ? failWith(problem, { ...entered, stocks }) : back(params)
  },
  removeSize: (event) =>
    change(event, 'color', ({ shop, params: { path }, form }) => {
      const params = { path: { ...path, skuId: Number(textOf(form, 'skuId')) } }
      return outcomeOf(shop.DELETE('/v1/seller/products/{id}/skus/{skuId}', { params }))
    }),
  changeColor: (event) =>
    change(event, 'color', ({ shop, params: { path }, entered: { colorId, color } }) => {
      const params = { path: { ...path, colorId } }
      const body = { name: color.name, family: familyOf(color) }
      return outcomeOf(shop.PATCH('/v1/seller/products/{id}/colors/{colorId}', { params, body }))
    }),
  addSizes: (event) =>
    change(event, 'color', ({ shop, params: { path }, entered: { colorId, color } }) => {
      const params = { path: { ...path, colorId } }
      const body = { skus: skusOf(color) }
      return outcomeOf(shop.POST('/v1/seller/products/{id}/colors/{colorId}/skus', { params, body }))
    }),
  addColor: (event) =>
    change(event, 'newColor', ({ shop, params, entered: { color } }) => {
      const body = newColorOf(color)
      return outcomeOf(shop.POST('/v1/seller/products/{id}/colors', { params, body }))
    }),
  sale: (event) =>
    change(event, 'sale', ({ shop, params, entered: { sale } }) => {
      const from = sale.from ? koreanInstant(sale.from) : new Date().toISOString()
      const body = { price: numberOf(sale.price), from, until: koreanInstant(sale.until) }
      return outcomeOf(shop.PUT('/v1/seller/products/{id}/sale', { params, body }))
    }),
  endSale: (event) =>
    change(event, 'sale', ({ shop, params }) =>
      outcomeOf(shop.DELETE('/v1/seller/products/{id}/sale', { params })),
    ),
}

type ProductEvent = RequestEvent & { params: { id: string } }

/** What any form of the page has sent; the fields of the others are empty. */
async function read(event: ProductEvent, act: Act) {
  requireRole(event, 'SELLER')
  const { shop } = event.locals
  const params = { path: { id: pathId(event.params.id) } }
  const form = await event.request.formData()
  const product = productIn(form)
  const { urls, problem } = await uploaded(shop, form)
  const entered = {
    act,
    ...product,
    images: [...product.images, ...urls],
    revision: textOf(form, 'revision'),
    colorId: Number(textOf(form, 'colorId')),
    color: colorIn(form, 'new'),
    stocks: {} as Record<string, StockAnswer>,
    sale: { price: textOf(form, 'salePrice'), from: textOf(form, 'from'), until: textOf(form, 'until') },
  }
  return { shop, params, form, entered, problem }
}

async function change(
  event: ProductEvent,
  act: Act,
  make: (of: Awaited<ReturnType<typeof read>>) => Promise<Outcome<unknown>>,
) {
  const sent = await read(event, act)
  const made = await make(sent)
  return made.ok ? back(sent.params) : failWith(made.problem, sent.entered)
}

const back = ({ path: { id } }: { path: { id: number } }): never => redirect(303, `/seller/products/${id}`)
