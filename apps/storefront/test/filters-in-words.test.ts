import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filtersInWords } from '../src/lib/search/filters-in-words.ts'

const sizes = [265, 270, 275]

test('words say sizes, colours and prices, and the others are left', () => {
  const black = { q: '러닝화', size: [270], color: ['BLACK'] }
  assert.deepEqual(filtersInWords('블랙 러닝화 270 10만원 이하', sizes), { ...black, maxPrice: 100_000 })
  assert.deepEqual(filtersInWords('러닝화 270mm black 5만 원부터 99,000원까지', sizes), {
    ...black,
    minPrice: 50_000,
    maxPrice: 99_000,
  })
  assert.deepEqual(filtersInWords('크림 265 270', sizes), { q: '', size: [265, 270], color: ['BEIGE'] })
})

test('what is no size, colour or limit of a price stays a word', () => {
  for (const q of [
    '러닝화',
    '990',
    '2700',
    '에어 1270',
    '블랙야크',
    '10만원',
    '만원 이하',
    '10001만원 이하',
  ]) {
    assert.equal(filtersInWords(q, sizes), undefined, q)
  }
})
