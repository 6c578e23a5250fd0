import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { drawBrandMark, drawPicture, shoeKindOf, shoeViews } from '@munova/shoe-drawings'

const categories =
  '슬리퍼 샌들 스니커즈 러닝화 로퍼 부츠 워커 슬립온 첼시부츠 옥스퍼드 방한화 레인부츠 아쿠아슈즈 드레스슈즈 힐 플랫슈즈'.split(
    ' ',
  )
const colours = '블랙 화이트 그레이 네이비 베이지 브라운 카키 크림 민트 버건디 스카이블루 코랄'.split(' ')

/** Every view of two models of every kind, in every colour. */
function* drawings(): Generator<string> {
  for (const category of categories) {
    for (const [index, colour] of colours.entries()) {
      for (const view of shoeViews) {
        yield drawPicture({
          kind: shoeKindOf(category),
          colour,
          model: `model ${index}`,
          view,
          isForChildren: index % 2 === 0,
        })
      }
    }
  }
}

test('every category of the shop has a drawing of its own', () => {
  assert.equal(new Set(categories.map(shoeKindOf)).size, categories.length)
  assert.equal(shoeKindOf('새 카테고리'), 'sneaker')
})

test('the same input gives the same picture, another one another', () => {
  const digest = () => {
    const hash = createHash('sha256')
    for (const svg of drawings()) hash.update(svg)
    return hash.digest('hex')
  }
  assert.equal(digest(), digest())
  const all = [...drawings()]
  assert.equal(new Set(all).size, all.length)
})

test('a picture has no number that is not finite, no script, style, font or foreign address, and is below 60 KB', () => {
  for (const svg of drawings()) {
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|<script|style=|<text|<image|<foreignObject|\son\w+=/)
    assert.doesNotMatch(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), /https?:/)
    assert.ok(svg.length < 60_000, `${svg.length} characters`)
  }
})

test('every reference of a picture has its id in it, once', () => {
  for (const svg of drawings()) {
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    assert.deepEqual(ids.length, new Set(ids).size, 'ids repeat')
    for (const [, id] of svg.matchAll(/(?:url\(#|href="#)([^")]+)/g))
      assert.ok(ids.includes(id), `${id} is missing`)
  }
})

test('two pictures in one page share no id', () => {
  const [first, second] = ['블랙', '화이트'].map(
    (colour) => new Set(drawPicture({ kind: 'sneaker', colour, model: 'one' }).match(/(?<= id=")[^"]+/g)),
  )
  assert.ok(first!.size > 10)
  assert.ok(first!.isDisjointFrom(second!))
})

/** The outlines in a picture, without its ids and colours. */
function outlines(colour: string, model: string): string[] {
  const svg = drawPicture({ kind: 'runner', colour, model })
  return [...svg.matchAll(/ d="([^"]{60,})"/g)].map(([, d]) => d!)
}

test('models of a kind differ, and the colours of a model have the same form', () => {
  assert.notDeepEqual(outlines('블랙', 'one'), outlines('블랙', 'two'))
  assert.deepEqual(outlines('블랙', 'one'), outlines('코랄', 'one'))
})

test('a brand has a mark by its name', () => {
  assert.equal(drawBrandMark('하늬발'), drawBrandMark('하늬발'))
  const names = '가 나 다 라 마 바 사 아 자 차 카 타 파 하 까 Latin'.split(' ')
  assert.equal(new Set(names.map(drawBrandMark)).size, names.length)
  for (const name of names) assert.doesNotMatch(drawBrandMark(name), /undefined|NaN|<text/)
})
