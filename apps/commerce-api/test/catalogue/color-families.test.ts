import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ColorFamily } from '@munova/commerce-contract'
import { testDatabase } from '@munova/testing'

const migrations = new URL('../../migrations/', import.meta.url)

/** Names of colours, by what they are to be. */
const names: Record<ColorFamily, string[]> = {
  BLACK: ['블랙', '검정', '까만색', 'Core Black', 'BLACK', '트리플 블랙', 'ｂｌａｃｋ', '블랙 01'],
  WHITE: ['화이트', '흰색', '크림 화이트', '오프화이트', 'off white', 'Off-White', '하얀'],
  GRAY: ['그레이', '다크그레이', '회색', '블루 그레이', 'Grey', 'charcoal', '차콜'],
  BEIGE: ['베이지', '크림', '아이보리', '그레이지', 'Sand', '오트밀'],
  BROWN: ['브라운', '갈색', '카멜', '초콜릿', 'Tan', '코코아'],
  RED: ['레드', '빨강', '버건디', 'Wine Red', '오렌지 레드'],
  PINK: ['핑크', '분홍', 'rose', '라이트핑크'],
  ORANGE: ['오렌지', '주황', '코랄', 'Tangerine'],
  YELLOW: ['옐로', '옐로우', '노란색', 'mustard'],
  GREEN: ['그린', '카키', '올리브그린', '민트', 'Forest green', '국방색'],
  BLUE: ['블루', '스카이블루', '하늘색', '파란색', 'denim'],
  NAVY: ['네이비', '네이비블루', '네이비 블루', 'Navy Blue', '남색', 'midnight'],
  PURPLE: ['퍼플', '보라색', '라벤더', 'violet'],
  SILVER: ['실버', '메탈릭 실버', '은색', 'Silver'],
  GOLD: ['골드', '로즈 골드', '금색'],
  MULTI: ['멀티', '무지개', '블랙/화이트/레드', '블랙, 그레이, 네이비', 'multicolor'],
  // An English word is none inside of another one.
  OTHER: ['A형', '구름', 'Titan', 'colored', '1', '봄날의 산책'],
}
/** Of several parts the first one that is a colour. */
const mixed: [string, ColorFamily][] = [
  ['블랙/화이트', 'BLACK'],
  ['화이트 / 블랙', 'WHITE'],
  ['Core Black / Cloud White', 'BLACK'],
  ['Black & White', 'BLACK'],
  ['네이비 앤 크림', 'NAVY'],
  ['네이비×크림', 'NAVY'],
  ['블랙(화이트 솔)', 'BLACK'],
  ['코어/블랙', 'BLACK'],
  ['블랙/검정/먹색/화이트', 'BLACK'],
]

test('the name of a colour says its family, in Korean and in English', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const expected = [
    ...Object.entries(names).flatMap(([family, list]) => list.map((name) => [name, family] as const)),
    ...mixed,
  ]
  const rows = await sql<{ name: string; family: string }[]>`
    select name, color_family(name) as family
    from unnest(${expected.map(([name]) => name)}::text[]) with ordinality as given (name, place) order by place`
  assert.deepEqual(
    rows.map(({ name, family }) => [name, family]),
    expected.map((each) => [...each]),
  )
})

test('a seller may choose each family of the contract, and no other', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [{ definition }] = await sql<[{ definition: string }]>`
    select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'product_colors_chosen_family_check'`
  const allowed = [...definition.matchAll(/'([A-Z]+)'/g)].map(([, family]) => family)
  assert.deepEqual(allowed, [...ColorFamily.options])
})
