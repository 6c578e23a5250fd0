import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SearchSuggestions } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { Spelling } from '../../../src/catalogue/suggestions/spelling.ts'
import { TermIndex } from '../../../src/catalogue/suggestions/term-index.ts'
import { openShop, type Shop } from '../../support/open-shop.ts'
import { found, listPage } from './support.ts'

const indexOf = (...texts: string[]) => TermIndex.of(texts.map((text) => ({ text })))

async function suggested(shop: Shop, q?: string): Promise<SearchSuggestions> {
  const query = q === undefined ? '' : `?q=${encodeURIComponent(q)}`
  const { status, body, headers } = await shop.call<SearchSuggestions>(`GET /v1/search/suggestions${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(headers.get('cache-control'), 'public, max-age=60')
  return body
}

test('a name is found by every state of the field while it is typed', async () => {
  const index = await indexOf('나이키 에어 줌', '뉴발란스', 'Salomon XT-6', '과일 신발', '닭고기')
  for (const [typed, texts] of [
    ['ㄴ', ['나이키 에어 줌', '뉴발란스']],
    ['나', ['나이키 에어 줌']],
    ['낭', ['나이키 에어 줌']],
    ['나ㅇ', ['나이키 에어 줌']],
    ['나이', ['나이키 에어 줌']],
    ['나잌', ['나이키 에어 줌']],
    ['나이키', ['나이키 에어 줌']],
    ['나이키에', ['나이키 에어 줌']],
    ['나이키 에어', ['나이키 에어 줌']],
    ['나 이키', ['나이키 에어 줌']],
    ['에', ['나이키 에어 줌']],
    ['어줌', ['나이키 에어 줌']],
    ['ㄴㅇㅋ', ['나이키 에어 줌']],
    ['ㅇㅇㅈ', ['나이키 에어 줌']],
    ['sal', ['Salomon XT-6']],
    ['xt', ['Salomon XT-6']],
    ['고', ['과일 신발']],
    ['과', ['과일 신발']],
    ['달', ['닭고기']],
    ['닭ㄱ', ['닭고기']],
    ['키', []],
    ['나키', []],
    ['ㅏ', []],
    ['', []],
  ] as const)
    assert.deepEqual(index.find(typed, 10).map(({ text }) => text), texts, typed) // prettier-ignore
  assert.deepEqual(index.find('나이키'.normalize('NFD').normalize('NFC'), 1).length, 1)
})

test('beginnings of terms come before those of words, and these before what is inside, each in the order of the terms', async () => {
  const index = await indexOf('큰 러닝화', '트레일러닝', '러닝화', '빠른 러닝', '러닝 양말', '러닝화')
  assert.deepEqual(index.find('러닝', 10).map(({ text }) => text), ['러닝화', '러닝 양말', '큰 러닝화', '빠른 러닝', '트레일러닝']) // prettier-ignore
  assert.deepEqual(index.find('러닝', 2).map(({ text }) => text), ['러닝화', '러닝 양말']) // prettier-ignore
})

test('brands, categories and products that are on sale are suggested, the popular ones first', async (t) => {
  const shop = await openShop(t, { env: { SUGGESTIONS_REFRESH_MS: '1' } })
  const seller = await shop.person('SELLER')
  const [brandId, empty, hidden] = [await shop.brand('러너스'), await shop.brand('러브'), await shop.brand('러스트')] // prettier-ignore
  const one = await shop.published(seller, { brandId, name: '러닝 하나' })
  const two = await shop.published(seller, { brandId: hidden, name: '둘' })
  await shop.draft(seller, { brandId: empty, name: '러닝 초안' })
  await shop.sql`update brands set is_hidden = true where id = ${hidden}`
  await shop.sql`update products set popularity = 5 where id = ${two.id}`
  await suggested(shop)
  const expected = [
    { kind: 'BRAND', id: brandId, text: '러너스' },
    { kind: 'CATEGORY', id: 8, text: '러닝화' },
    { kind: 'PRODUCT', id: two.id, text: '러스트 둘' },
    { kind: 'PRODUCT', id: one.id, text: '러너스 러닝 하나' },
  ]
  await until(async () => (await suggested(shop, '러')).items.length === expected.length, {
    what: 'the terms are read',
  })
  assert.deepEqual(await suggested(shop, '러'), { q: '러', items: expected })
  assert.deepEqual((await suggested(shop, 'fjsj')).q, '러너', 'the other keyboard')
  assert.deepEqual((await suggested(shop, 'fjsj')).items[0], expected[0])
  assert.deepEqual(await suggested(shop, '없음'), { q: '없음', items: [] })
  const long = await shop.call(`GET /v1/search/suggestions?q=${'a'.repeat(51)}`)
  assert.equal(long.status, 400)
})

test('what people search for and find is suggested, once for each address, and is bounded', async (t) => {
  const env = { SUGGESTIONS_REFRESH_MS: '1', SEARCH_STORE_MS: '10', SEARCH_LEAST: '2', SEARCHES_KEPT: '2', TRUST_PROXY: '1' } // prettier-ignore
  const shop = await openShop(t, { env })
  await shop.published(await shop.person('SELLER'), { name: '하늘 러너' })
  const search = (q: string, from: number) =>
    shop.call(`GET /v1/products?q=${encodeURIComponent(q)}`, {
      headers: { 'x-forwarded-for': `192.0.2.${from}` },
    })
  for (const from of [1, 2, 3]) await search('하늘', from)
  for (const from of [1, 2]) await search('러너', from)
  for (const from of [1, 1, 1]) await search('하늘 러너', from)
  for (const from of [1, 2, 3]) await search('없는신발', from)
  const texts = async () => (await suggested(shop)).items.map(({ text }) => text)
  await until(async () => (await texts()).length === 2, { what: 'popular searches are suggested' })
  assert.deepEqual(await texts(), ['하늘', '러너'])
  assert.deepEqual((await suggested(shop, '하')).items[0], { kind: 'SEARCH', id: null, text: '하늘' })
  const kept = await shop.sql`select text from search_scores order by score desc`
  assert.deepEqual(kept.map(({ text }) => text as string), ['하늘', '러너']) // prettier-ignore
})

test('a word of three syllables is corrected when it differs in one letter, and only then', () => {
  const spelling = new Spelling(['나이키', '아디다스', '살로몬 러닝화', 'salomon', '나이커'], 100)
  for (const [typed, meant] of [
    ['나아키', '나이키'],
    ['나이기', '나이키'],
    ['나이킹', '나이키'],
    ['아디다', undefined],
    ['아디다쓰', '아디다스'],
    ['아디더스', '아디다스'],
    ['아다다스', '아디다스'],
    ['살로먼', '살로몬'],
    ['살로먼 러닝화', '살로몬 러닝화'],
    ['slaomon', 'salomon'],
    ['salmon', 'salomon'],
    ['나이키', undefined],
    ['나이커', undefined],
    ['나키', undefined],
    ['전혀 다른말', undefined],
  ] as const)
    assert.equal(spelling.correct(typed), meant, typed)
  assert.equal(new Spelling(['나이키', '아디다스'], 1).correct('아디다쓰'), undefined, 'words are bounded')
})

test('words that match nothing are read as another name of a brand, or as what was mistyped', async (t) => {
  const shop = await openShop(t, { env: { SUGGESTIONS_REFRESH_MS: '1' } })
  const [seller, admin] = [await shop.person('SELLER'), await shop.person('ADMIN')]
  const brandId = await shop.brand('나이키')
  const { id } = await shop.published(seller, { brandId, name: '에어 줌' })
  await shop.published(seller, { name: '에어 둘' })
  const set = async (aliases: string[]) => {
    const path = `PATCH /v1/admin/brands/${brandId}` as const
    return shop.call<{ aliases: string[] }>(path, { as: admin, body: { aliases } })
  }
  assert.deepEqual(await found(shop, { q: 'nike' }), [])
  assert.deepEqual((await set(['Nike', 'NKE', 'Nike'])).body.aliases, ['Nike', 'NKE'])
  await until(async () => (await found(shop, { q: 'nike' })).length > 0, { what: 'the names are read' })
  for (const [q, meant] of [
    ['nike', '나이키'],
    ['N I K E', '나이키'],
    ['nike 에어', '나이키 에어'],
    ['나이커', '나이키'],
    ['나아키 에어', '나이키 에어'],
    ['skdlzj', '나이키'],
  ] as const) {
    const page = await listPage(shop, { q, total: true })
    assert.deepEqual([page.items.map((item) => item.id), page.q, page.total], [[id], meant, 1], q)
  }
  assert.deepEqual((await suggested(shop, 'nik')).items, [{ kind: 'BRAND', id: brandId, text: '나이키' }])
  const many = await set(Array.from({ length: 11 }, (_, index) => `이름 ${index}`))
  assert.equal(many.status, 400)
  const [entry] = await shop.sql`select details from audit_log where action = 'brand.change'`
  assert.deepEqual(entry!['details'], {
    from: { name: '나이키', isHidden: false, aliases: [] },
    to: { name: '나이키', isHidden: false, aliases: ['Nike', 'NKE'] },
  })
})
