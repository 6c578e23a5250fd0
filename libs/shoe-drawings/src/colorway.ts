import { brightness, mix, toned, type Colour } from './colour.ts'
import { pick } from './random.ts'

/** The colours of a pair, by the part that has them. */
export interface Colorway {
  main: Colour
  second: Colour
  accent: Colour
  sole: Colour
  outsole: Colour
  lining: Colour
  lace: Colour
  metal: Colour
}

export type Role = keyof Colorway

/** The colour names of the shop, and the colour of leather or cloth that they stand for. */
const NAMED: Readonly<Record<string, Colour>> = {
  블랙: '#26262a',
  화이트: '#f1f0ec',
  그레이: '#8d9196',
  네이비: '#26344f',
  베이지: '#d3bd9c',
  브라운: '#744a2e',
  카키: '#6b6b47',
  크림: '#efe4cc',
  민트: '#9ccfbd',
  버건디: '#6e2333',
  스카이블루: '#86b6d9',
  코랄: '#ee8471',
}

const WHITE: Colour = '#f4f3ef'
const BLACK: Colour = '#232327'
const GUM: Colour = '#b98650'
const ACCENTS: readonly Colour[] = ['#e2603f', '#2f6fb0', '#e6b23c', '#3d8c6b', '#8b5aa8', '#d9dbdd']

/** Shoes of cloth and rubber have light soles and a second colour; those of leather stay tone in tone. */
export type Finish = 'sport' | 'leather' | 'rubber'

/** The colours of a pair in the colour of that name; one of an unknown name is grey. */
export function colorwayOf(name: string, finish: Finish, random: () => number): Colorway {
  const main = NAMED[name] ?? NAMED['그레이']!
  const isLight = brightness(main) > 0.6
  const lining = pick(random, [toned(main, -0.45), mix(main, '#8a6f55', 0.7), '#5c5a58'] as const)
  const metal = pick(random, ['#c9ccd0', '#cfae6a'] as const)
  if (finish === 'leather') {
    const sole = pick(random, [BLACK, '#4a3424', toned(main, -0.6)] as const)
    const second = toned(main, isLight ? -0.14 : 0.1)
    return {
      main,
      second,
      accent: toned(main, -0.3),
      sole,
      outsole: toned(sole, -0.4),
      lining,
      lace: toned(main, -0.35),
      metal,
    }
  }
  if (finish === 'rubber') {
    const sole = pick(random, [toned(main, -0.25), toned(main, -0.4), BLACK] as const)
    return {
      main,
      second: toned(main, -0.12),
      accent: pick(random, ACCENTS),
      sole,
      outsole: toned(sole, -0.3),
      lining,
      lace: WHITE,
      metal,
    }
  }
  const accent = pick(random, ACCENTS)
  const second = pick<Colour>(random, [
    toned(main, isLight ? -0.16 : 0.2),
    isLight ? toned(main, -0.3) : WHITE,
    mix(main, accent, 0.45),
  ])
  const sole = pick<Colour>(
    random,
    isLight ? [WHITE, WHITE, '#e6e0d2', GUM] : [WHITE, WHITE, '#e9e4d8', BLACK],
  )
  const outsole = pick(random, [GUM, toned(sole, -0.35), accent] as const)
  return {
    main,
    second,
    accent,
    sole,
    outsole,
    lining,
    lace: pick<Colour>(random, [WHITE, toned(main, isLight ? -0.08 : 0.3)]),
    metal,
  }
}
