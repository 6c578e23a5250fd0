import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { koreanDay } from '#lib/server/korean-time.ts'
import { valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { shownProblem } from '#lib/text/problem.ts'
import { searches, states } from './search.ts'
import type { PageServerLoad } from './$types'

/** Without a state what is to be shipped, or all that is found by a search. */
export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const { searchParams } = event.url
  const given = (name: string) => searchParams.get(name)?.trim() ?? ''
  const by = searches.find((search) => search === given('by')) ?? 'number'
  const filter = { by, words: given('words'), from: given('from'), until: given('until') }
  const isSearch = filter.words !== '' || filter.from !== '' || filter.until !== ''
  const state = states.find((known) => known === given('state')) ?? (isSearch ? 'ALL' : 'PAID')
  const cursor = searchParams.get('cursor')
  const from = koreanDay(filter.from)
  const until = koreanDay(filter.until, 1)
  const query = {
    ...(state !== 'ALL' && { itemStatus: state }),
    ...(filter.words && { [by]: filter.words }),
    ...(from && { from }),
    ...(until && { until }),
    ...(cursor && { cursor }),
  }
  const found = await outcomeOf(event.locals.shop.GET('/v1/seller/orders', { params: { query } }))
  // A search that cannot be is answered on the page, with what was entered.
  const isWrong = !found.ok && found.problem.status === 400
  const page = isWrong ? { items: [], nextCursor: null } : valueOrError(found)
  return {
    filter: { ...filter, state, isSearch },
    problem: isWrong ? shownProblem(found.problem) : undefined,
    orders: page.items.map(rowOf),
    nextCursor: page.nextCursor,
    isFirst: cursor === null,
    now: Date.now(),
  }
}

function rowOf({
  id,
  number,
  buyer,
  address,
  items,
  total,
  returns,
  placedAt,
}: CommerceSchemas['SellerOrder']) {
  const open = returns.filter(({ status }) => status === 'REQUESTED').map(({ answerBy }) => answerBy)
  return {
    id,
    number,
    buyer: buyer.name,
    recipient: address?.recipient,
    total,
    placedAt,
    /** Of the first return that waits for an answer. */
    answerBy: open.toSorted()[0],
    items: items.map(({ id: itemId, productName, colorName, sizeMm, quantity, imageUrl, status }) => ({
      id: itemId,
      productName,
      colorName,
      sizeMm,
      quantity,
      imageUrl,
      status,
    })),
  }
}
