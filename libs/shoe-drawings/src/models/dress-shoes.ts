import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { leatherSole } from './leather-soles.ts'

const upper: readonly Point[] =
  pointsOf(`4.6,6! 3.4,12 3.8,20 5.4,27 7.4,33.4! 12,29.8 19,27 27,27 34,30.4 39.6,35.6! 46,32.4
    54,27.4 62,22.8 70,19.8 79,17.8 88,15.6 95.4,12 99,7.6 97.4,5! 60,3 36,5`)
const lining: Part = {
  at: pointsOf(`6,31 8.6,34.6 18,32.4 28,32.8 37,38.4 42,36 34,26 18,22`),
  role: 'lining',
}
const tongue: Part = {
  at: pointsOf(`34,31 36,38 39.6,41 43.4,39 52,31 60,24 54,22 44,26`),
  role: 'main',
  tone: -0.12,
  stitch: true,
}
const quarter: Part = {
  at: pointsOf(`30,27! 39.6,37! 48,32.4 58,26! 61.4,21! 56,17 52,10 50,3! 10,3! 14,20`),
  role: 'second',
  tone: -0.04,
  stitch: true,
}
const counter: Part = {
  at: pointsOf(`0,3! 0,36! 8.4,35! 10,26 16,17 24,3!`),
  role: 'second',
  tone: -0.1,
  stitch: true,
}
const toeCap: Part = {
  at: pointsOf(`77,2! 75.4,11 77,20! 90,18 102,12! 102,2!`),
  role: 'second',
  tone: -0.05,
  stitch: true,
}
/** A toe cap with the double curve of a brogue, and its holes. */
const wingTip: readonly Part[] = [
  {
    at: pointsOf(`40,2! 52,9 62,12 70,13.4 75,18.8! 80,16 90,18 102,12! 102,2!`),
    role: 'second',
    tone: -0.08,
    stitch: true,
  },
  ...[
    [54, 7.6],
    [58, 9],
    [62, 10.2],
    [66, 10.9],
    [70, 11.6],
    [72.8, 13.4],
  ].map(([x, y]): Part => ({
    at: pointsOf(`${x! - 0.45},${y!} ${x!},${y! + 0.45} ${x! + 0.45},${y!} ${x!},${y! - 0.45}`),
    role: 'main',
    tone: -0.65,
  })),
]

/** A laced leather shoe. */
export function oxford({ panels }: Variation): Model {
  const toes: readonly (readonly Part[])[] = [[toeCap], wingTip, []]
  return {
    finish: 'leather',
    behind: [lining, tongue],
    upper: { at: upper, role: 'main', gloss: true },
    panels: [...toes[panels % toes.length]!, quarter, counter],
    laces: {
      along: pointsOf(`42.4,33.8 56.4,25`),
      count: 4,
      length: 4.2,
    },
    front: leatherSole('low'),
  }
}

const strap = (x: number, y: number): readonly Part[] => [
  {
    at: pointsOf(`${x - 12},${y - 9}! ${x - 5},${y - 1.6} ${x + 1.6},${y + 4.4}! ${x + 5.4},${y + 1.8}!
  ${x - 1},${y - 5} ${x - 6},${y - 12}!`),
    role: 'second',
    tone: -0.08,
    stitch: true,
  },
  {
    at: pointsOf(`${x - 2.6},${y - 4.4}! ${x + 0.6},${y - 0.4}! ${x + 3.2},${y - 2.6}! ${x},${y - 6.4}!`),
    role: 'metal',
  },
  {
    at: pointsOf(`${x - 1.3},${y - 4.4}! ${x + 0.7},${y - 1.9}! ${x + 2},${y - 2.8}! ${x + 0},${y - 5.2}!`),
    role: 'second',
    tone: -0.3,
  },
]

/** A leather shoe without laces, closed by straps with buckles. */
export function monkShoe({ panels }: Variation): Model {
  const straps = panels % 2 ? [...strap(43, 31), ...strap(51, 26.4)] : strap(48, 29)
  return {
    finish: 'leather',
    behind: [lining, tongue],
    upper: { at: upper, role: 'main', gloss: true },
    panels: [...(panels % 3 ? [toeCap] : []), quarter, counter, ...straps],
    front: leatherSole('low'),
  }
}
