import { redirect, type RequestEvent } from '@sveltejs/kit'
import { outcomeOf } from '@munova/http-client'
import { readBrands, readCategories } from '#lib/server/categories.ts'
import { failWith } from '#lib/server/problems.ts'
import {
  arranged,
  colorsIn,
  fieldsOf,
  newColorOf,
  productIn,
  uploaded,
} from '#lib/server/seller/product-form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { id } = requireRole(event, 'SELLER')
  const { shop } = event.locals
  const [brands, categories] = await Promise.all([readBrands(shop), readCategories(shop)])
  return { brands, categories, memberId: id }
}

export const actions: Actions = {
  /** Nothing is saved: pictures change their order, another colour gets its fields. */
  arrange: async (event) => {
    const { form, entered, problem } = await read(event)
    const colors = form.has('more')
      ? [...entered.colors, { name: '', family: '', stocks: {} }]
      : entered.colors
    return {
      problem: problem && shownProblem(problem),
      entered: { ...entered, colors, images: arranged(entered.images, form) },
    }
  },
  create: async (event) => {
    const { entered, problem } = await read(event)
    if (problem) return failWith(problem, entered)
    const body = { ...fieldsOf(entered), colors: entered.colors.map(newColorOf) }
    const created = await outcomeOf(event.locals.shop.POST('/v1/seller/products', { body }))
    if (!created.ok) return failWith(created.problem, entered)
    redirect(303, `/seller/products/${created.value.id}`)
  },
}

async function read(event: RequestEvent) {
  requireRole(event, 'SELLER')
  const form = await event.request.formData()
  const product = productIn(form)
  const { urls, problem } = await uploaded(event.locals.shop, form)
  const entered = { ...product, images: [...product.images, ...urls], colors: colorsIn(form) }
  return { form, entered, problem }
}
