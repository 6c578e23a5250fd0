import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { act } from '#lib/desk/acts/act.server.ts'
import { wordsOf } from '#lib/search/words.ts'
import { readCategories } from '#lib/server/categories.ts'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { pathId } from '#lib/server/path-id.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

type Pin = CommerceSchemas['Pin']

const FOUND = 10

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'ADMIN')
  const { shop } = event.locals
  const category = categoryOf(event)
  const q = wordsOf(event.url.searchParams.get('q') ?? '')
  const inCategory = category !== undefined && { category }
  const [list, found, categories] = await Promise.all([
    outcomeOf(shop.GET('/v1/admin/pins', { params: { query: { ...inCategory } } })),
    q
      ? outcomeOf(shop.GET('/v1/products', { params: { query: { q, ...inCategory, limit: FOUND } } }))
      : undefined,
    readCategories(shop),
  ])
  const { items, revision } = valueOrError(list)
  const pinned = new Set(items.map(({ productId }) => productId))
  return {
    items,
    revision,
    category,
    q,
    found: found && valueOrError(found).items.filter(({ id }) => !pinned.has(id)).map(({ id, name, brand, soldOut }) => ({ id, name, brand: brand.name, soldOut })), // prettier-ignore
    categories: named(categories),
  }
}

export const actions: Actions = {
  add: (event) =>
    change(event, 'add', (pins, productId, form) => {
      const [startsAt, endsAt] = [textOf(form, 'startsAt'), textOf(form, 'endsAt')].map(koreanInstant)
      return [...pins, { productId, startsAt: startsAt!, endsAt: endsAt! }]
    }),
  up: (event) =>
    change(event, 'up', (pins, productId) => {
      const at = pins.findIndex((pin) => pin.productId === productId)
      if (at < 1) return pins
      return [...pins.slice(0, at - 1), pins[at]!, pins[at - 1]!, ...pins.slice(at + 1)]
    }),
  remove: (event) =>
    change(event, 'remove', (pins, productId) => pins.filter((pin) => pin.productId !== productId)),
}

/** Sets all pins of the list, as they become of those that the page has shown. */
const change = (
  event: RequestEvent,
  name: string,
  plan: (pins: Pin[], productId: number, form: FormData) => Pin[],
) =>
  act(event, name, {
    make: async ({ form, of }) => {
      const { shop } = event.locals
      const category = categoryOf(event)
      const query = category === undefined ? {} : { category }
      const list = await outcomeOf(shop.GET('/v1/admin/pins', { params: { query } }))
      if (!list.ok) return list
      const pins = list.value.items.map(({ productId, startsAt, endsAt }) => ({
        productId,
        startsAt,
        endsAt,
      }))
      const body = {
        categoryId: category ?? null,
        expectedRevision: Number(textOf(form, 'revision')),
        pins: plan(pins, of, form),
      }
      return outcomeOf(shop.PUT('/v1/admin/pins', { body }))
    },
  })

/** Undefined: all products. */
function categoryOf({ url }: Pick<RequestEvent, 'url'>): number | undefined {
  const text = url.searchParams.get('category')
  return text ? pathId(text) : undefined
}

/** Leaves with the names of their roots: some have the same name. */
function named(categories: readonly CommerceSchemas['Category'][]): [id: string, name: string][] {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  return categories.map(({ id, parentId, name }) => [
    String(id),
    parentId === null ? name : `${names.get(parentId)} > ${name}`,
  ])
}
