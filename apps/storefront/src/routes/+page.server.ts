import { outcomeOf } from '@munova/http-client'
import { cardOf } from '#lib/catalogue/card.ts'
import { groupOf } from '#lib/chat/groups.ts'
import { readCategories } from '#lib/server/categories.ts'
import { optionalItems } from '#lib/server/optional-items.ts'
import { valueOrError } from '#lib/server/problems.ts'
import type { PageServerLoad } from './$types'

/** A large one, and whole rows of two, three and four. */
const SHOWN = 9
/** Whole rows of two and four. */
const POPULAR = 8
const GROUPS = 3
/** A large one, and a row of three. */
const BANNERS = 4

export const load: PageServerLoad = async ({ locals: { shop, chat, session } }) => {
  const [newest, popular, categories, groups, recommended, banners] = await Promise.all([
    outcomeOf(shop.GET('/v1/products', { params: { query: { limit: SHOWN } } })),
    outcomeOf(shop.GET('/v1/products', { params: { query: { sort: 'popular', limit: POPULAR } } })),
    readCategories(shop),
    session.member ? openGroups(chat) : [],
    session.member ? optionalItems((signal) => shop.GET('/v1/me/recommendations', { signal })) : [],
    optionalItems((signal) => shop.GET('/v1/banners', { signal })),
  ])
  const mostWanted = valueOrError(popular)
  return {
    products: valueOrError(newest).items.map(cardOf),
    popular: mostWanted.items.map(cardOf),
    /** So many of them are the choice of the shop. */
    pinned: mostWanted.pinned,
    recommended: recommended.map(cardOf),
    roots: categories.filter(({ parentId }) => parentId === null),
    groups,
    banners: banners.slice(0, BANNERS),
    tagNames: Object.fromEntries(
      categories
        .filter(({ id }) => groups.some(({ tags }) => tags.includes(id)))
        .map(({ id, name }) => [id, name]),
    ),
  }
}

/** Groups that the member may join; none while chat-server does not answer. */
async function openGroups(chat: App.Locals['chat']) {
  const query = { limit: GROUPS, mine: false, status: 'OPEN' as const }
  const groups = await optionalItems((signal) => chat.GET('/v1/groups', { params: { query }, signal }))
  return groups.map(groupOf)
}
