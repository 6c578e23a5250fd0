import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { ornament } from './ornaments.ts'

/** A foot bed that follows the foot: heel cup, arch, toes. */
const footBed: Part = {
  at: pointsOf(`1,9 2,14.6 6,16 16,14.4 30,14 46,12 64,9.4 82,9.6 94,11.6 99.6,11.4 100.4,8 96,5 50,5
    10,6`),
  role: 'lining',
  tone: 0.35,
}
const thickSole: readonly Part[] = [
  {
    at: pointsOf(`0.6,2! 0.2,7 1.4,12.4! 14,11.4 32,11 48,9 66,6.8 82,7 94,9 100,9.6! 101,6 98,2.4 90,0.6
    60,0 8,0`),
    role: 'sole',
  },
  {
    at: pointsOf(`1,6.4 20,5.8 48,4.4 70,3 99,5`),
    role: 'sole',
    tone: -0.2,
    line: 0.45,
  },
]

/** A slide: one wide band over the instep. */
export function slipper({ panels, ornament: mark }: Variation): Model {
  const band: readonly Point[] = pointsOf(`40,7! 41,16 45,24 52,30 60,31 68,28 77,23.4 85,19! 88,15 89,7!`)
  const crossed: readonly Part[] = [
    {
      at: pointsOf(`38,7! 46,20 60,30 70,27.4! 80,20 86,7! 72,7! 66,18 58,21 52,14 50,7!`),
      role: 'main',
      stitch: true,
    },
    {
      at: pointsOf(`46,24 54,30.4 62,30.8! 78,22 90,7! 78,6! 68,17 56,23`),
      role: 'second',
      stitch: true,
    },
  ]
  return {
    finish: 'rubber',
    behind: [
      {
        at: pointsOf(`46,14 50,25 56,32 64,32 74,27 84,20 86,12`),
        role: 'main',
        tone: -0.5,
      },
      footBed,
    ],
    panels: [],
    front: [
      ...(panels % 3 === 2
        ? crossed
        : [{ at: band, role: 'main', stitch: true } as const, ...ornament(mark, [64, 18], 1)]),
      ...thickSole,
    ],
  }
}

const strap = (at: readonly Point[], role: Part['role'] = 'main'): Part => ({ at, role, stitch: true })
const buckle = (x: number, y: number): readonly Part[] => [
  {
    at: pointsOf(`${x - 2.6},${y - 2.4}! ${x - 1.6},${y + 3}! ${x + 3},${y + 2.2}! ${x + 2},${y - 3.2}!`),
    role: 'metal',
  },
  {
    at: pointsOf(`${x - 1.2},${y - 1.2}! ${x - 0.6},${y + 1.8}! ${x + 1.6},${y + 1.4}!
  ${x + 1},${y - 1.6}!`),
    role: 'main',
    tone: -0.3,
  },
]
/** A sandal with straps at toe, instep and ankle. */
export function sandal({ panels }: Variation): Model {
  return {
    finish: 'leather',
    behind: [
      {
        at: pointsOf(`8,13 8.6,27 14,38 24,42 34,39.6 42,32 46,24 42,23 36,31 28,35 19,34.6 13.6,27 13,14`),
        role: 'main',
        tone: -0.45,
      },
      {
        at: pointsOf(`66,9 68,20 73,25 80,24.6 88,18 88,12 80,18 75,18 72,10`),
        role: 'main',
        tone: -0.45,
      },
      footBed,
    ],
    panels: [],
    front: [
      // Heel counter, and the strap around the ankle.
      strap(pointsOf(`3,10! 2.4,20 4,31 8,34.6! 11,32! 10,24 13,15 20,10!`)),
      strap(
        pointsOf(`4.4,29! 6.6,34! 18,36.4 30,39 39,36! 41,31.6! 31,33.6 18,30.8`),
        panels % 2 ? 'second' : 'main',
      ),
      ...buckle(26, 35),
      // From the ankle to the sole.
      strap(pointsOf(`35,37.6! 41,33.4! 46,24 52,14 54,7! 44,7! 42,16 38,28`)),
      strap(pointsOf(`58,7! 60,17 66,25 72,28.2! 80,25 86,18 90,8! 82,7! 78,14 73,18 68,15 66,7!`)),
      ...(panels % 3 ? buckle(75, 23) : []),
      ...thickSole,
    ],
  }
}

/** A light shoe for the water: knit with a drawstring, thin sole with drains. */
export function aquaShoe({ panels, ornament: mark }: Variation): Model {
  const upper: readonly Point[] =
    pointsOf(`3.6,4! 2.4,11 2.6,20 4,27 4.6,34! 10,31 18,28 27,28 36,31.6 43,36! 50,31.6 58,27 66,23
    75,20.6 85,18.4 93,14.4 97.6,8.6 97,4! 50,3`)
  const toe: Part = {
    at: pointsOf(`66,2! 70,10 78,13.4 88,14.6 102,18! 102,2!`),
    role: 'second',
    tone: -0.2,
    gloss: true,
  }
  const heel: Part = {
    at: pointsOf(`0,2! 0,22! 8,20 15,12 19,2!`),
    role: 'second',
    tone: -0.2,
    gloss: true,
  }
  const straps: readonly Part[] = [0, 1, 2].map((index): Part => ({
    at: pointsOf(`${26 + index * 9},2 ${32 + index * 9},14 ${42 + index * 7},${29 - index * 3}`),
    role: 'second',
    line: 1.6,
  }))
  return {
    finish: 'rubber',
    behind: [
      {
        at: pointsOf(`4,31 6,36 16,34 28,35 40,40.6 46,36 38,29 18,24`),
        role: 'lining',
      },
      {
        at: pointsOf(`5,30 2,38 5,41 9,38 8,30`),
        role: 'accent',
        line: 1.2,
      },
    ],
    upper: { at: upper, role: 'main', texture: 'mesh' },
    panels: [
      ...(panels % 2 ? straps : ornament(mark, [38, 15], 1)),
      toe,
      heel,
      {
        at: pointsOf(`43,34.6 50,30.2 58,25.6 65,22`),
        role: 'accent',
        line: 1.1,
      },
    ],
    front: [
      {
        at: pointsOf(`40,33 43,38 48,38.4 50,34.6 46,31.6`),
        role: 'sole',
      },
      {
        at: pointsOf(`1.6,1! 1.4,7.4! 20,6.4 50,5.6 76,5.8 98.8,8! 99.4,5 96,1.4 90,0 8,0`),
        role: 'sole',
      },
      ...[24, 34, 44, 54, 64].map((x): Part => ({
        at: pointsOf(`${x},2.6 ${x + 5},2.4`),
        role: 'sole',
        tone: -0.5,
        line: 1.1,
      })),
    ],
  }
}
