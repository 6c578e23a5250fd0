import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { ornament } from './ornaments.ts'

const upper: readonly Point[] =
  pointsOf(`6,9! 4.6,16 4.2,24 3.6,31 1.6,37.6 3.6,40.6 7.6,39.4 13,35.4 20,32.8 27,33.4 33,36.6
    38.4,40.6! 46,35.6 54,30.4 62,26 70,23.4 79,22 88,19.4 95,14.6 98.4,9.4 97,8! 50,7`)
const lining: Part = {
  at: pointsOf(`3,38 6,41.4 14,40.2 25,39.6 35,43 40,40 33,30 18,29 7,33`),
  role: 'lining',
}
const tongue: Part = {
  at: pointsOf(`32,35 33.4,42 36,48.4 39.8,49.4 43.6,45 51,36 62,28 58,23 43,29`),
  role: 'accent',
  tone: -0.1,
  stitch: true,
}
const eyestay: Part = {
  at: pointsOf(`34.6,37.4! 38.4,41.2! 49,34 58,28.6 66,25! 64,21 57,22.6 46,28.6 38,33`),
  role: 'second',
  stitch: true,
}
/** Cages of the side: strips from the sole to the eyelets. */
const cages: readonly (readonly Part[])[] = [
  [
    {
      at: pointsOf(`30,6! 34,18 40,34! 44.6,31! 41,18 39,6!`),
      role: 'second',
      tone: 0.06,
    },
    {
      at: pointsOf(`44,6! 47,16 50,28.4! 54,26! 52.6,15 52,6!`),
      role: 'second',
    },
  ],
  [
    {
      at: pointsOf(`22,6! 30,15 45,23 60,23.6 64,20! 54,17 44,12 36,6!`),
      role: 'second',
      stitch: true,
    },
  ],
  [],
]
const heelClip: Part = {
  at: pointsOf(`2,6! 1,30! 6,29 12,21 20,14 30,6!`),
  role: 'accent',
  stitch: true,
  gloss: true,
}
const toeBumper: Part = {
  at: pointsOf(`78,5! 82,11 90,14.6 100,16! 101,5!`),
  role: 'second',
  tone: -0.15,
  stitch: true,
}

/** A running shoe: knitted upper, thick and rockered foam sole. */
export function runner({ panels, ornament: mark }: Variation): Model {
  const cage = cages[panels % cages.length]!
  return {
    finish: 'sport',
    behind: [lining, tongue],
    upper: { at: upper, role: 'main', texture: panels % 2 ? 'mesh' : 'knit' },
    panels: [...cage, toeBumper, heelClip, ...(cage.length > 0 ? [] : ornament(mark, [40, 19])), eyestay],
    laces: {
      along: pointsOf(`41,39 61,26.8`),
      count: 5,
      length: 6.2,
    },
    front: [
      {
        at: pointsOf(`-2.4,9! 0.4,14.6 5,15.6! 14,13 28,11.8 46,10.8 66,9.8 84,10.4 98,12.6! 100.4,10.6 98,7
    90,3 78,0.8 60,0.6 20,0.6 6,1.4 0,4.6`),
        role: 'sole',
      },
      {
        at: pointsOf(`1,10 12,8.4 24,8.8 36,6.8 50,6.6 64,5.4 80,6.4 96,9.4`),
        role: 'accent',
        line: 0.7,
      },
      {
        at: pointsOf(`3,6.4 16,5.2 30,5.4 46,3.8 64,3`),
        role: 'sole',
        tone: -0.14,
        line: 0.4,
      },
      {
        at: pointsOf(`0.6,4! 7,2.6 20,2! 22,3! 26,3! 28,1.9! 60,1.9 78,2.4 90,4.8 97.6,7.6! 90,2.2 78,0 60,0
    20,0 6,0.8`),
        role: 'outsole',
      },
    ],
  }
}
