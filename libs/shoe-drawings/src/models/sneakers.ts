import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { ornament } from './ornaments.ts'

const upper: readonly Point[] =
  pointsOf(`4,5! 2.6,12 2.8,21 4.6,29 6,36 8.2,39.2 11,38.4 15,34.2 22,31.6 29,32.6 35,36.4 39,41!
    46,36 54,30.4 62,25 70,22.4 80,22 89,20 95.6,15.4 98.2,9 97.6,5! 50,4`)
const lining: Part = {
  at: pointsOf(`7,37 10,41 18,39.4 27,38.4 36,42 40,40 34,30 20,28 9,32`),
  role: 'lining',
}
const tongue: Part = {
  at: pointsOf(`33,34 34.6,42 37.4,48.2 41.6,48.6 45,44 52,35.4 62,27 58,22 44,28`),
  role: 'second',
  stitch: true,
}
const eyestay: Part = {
  at: pointsOf(`35.5,36.8! 39,41.4! 50,33.4 60,26.4 66,23! 63,18.6 57,20.4 46,27.6 38,32.4`),
  role: 'second',
  stitch: true,
}
const heelCounter: Part = {
  at: pointsOf(`0,4! 0,30! 5,30.5 12,27 17,18 21,4!`),
  role: 'second',
  stitch: true,
}
const heelTab: Part = {
  at: pointsOf(`2,28! 4,41! 12,40! 12.4,31 8,27.6`),
  role: 'accent',
  stitch: true,
}
const toeGuard: Part = {
  at: pointsOf(`64,3! 66.6,11 73,15.4 83,15 91,18 100,17! 100,3!`),
  role: 'second',
  stitch: true,
}
const foxing: Part = {
  at: pointsOf(`16,3! 19,11 32,14 50,12.6 66,12 70,3!`),
  role: 'second',
  tone: -0.06,
  stitch: true,
}
const toeCap: Part = {
  at: pointsOf(`76,3! 75,13 77,24! 88,22 100,18! 100,3!`),
  role: 'sole',
  tone: -0.03,
}
const holes: readonly Part[] = [
  [80, 19.4],
  [83.4, 19],
  [86.8, 18.2],
  [81.4, 16.8],
  [84.8, 16.2],
  [88, 15.4],
].map(([x, y]) => ({
  at: pointsOf(`${x! - 0.45},${y!} ${x!},${y! + 0.45} ${x! + 0.45},${y!} ${x!},${y! - 0.45}`),
  role: 'main',
  tone: -0.6,
}))

/** A low sneaker with laces, on a cup sole. */
export function sneaker({ panels, ornament: mark }: Variation): Model {
  const sets: readonly (readonly Part[])[] = [
    [toeGuard, foxing, heelCounter, heelTab, ...ornament(mark, [38, 19]), eyestay],
    [heelCounter, ...holes, ...ornament(mark, [40, 17]), eyestay, heelTab],
    [toeCap, heelTab, ...ornament(mark, [36, 19]), eyestay],
  ]
  return {
    finish: 'sport',
    behind: [lining, tongue],
    upper: { at: upper, role: 'main' },
    panels: sets[panels % sets.length]!,
    laces: {
      along: pointsOf(`41.6,39.2 61.4,25.2`),
      count: 6,
      length: 6.6,
    },
    front: [
      {
        at: pointsOf(`1,2! 0.6,6 1.4,10.6! 20,9.2 45,8.2 70,8 88,9.4 98.6,11! 100.2,7 98.4,3.6 92,1.2 80,0.4
    10,0.4`),
        role: 'sole',
      },
      {
        at: pointsOf(`1.4,8.4 20,7.4 45,6.6 70,6.4 88,7.6 99.2,9`),
        role: 'sole',
        tone: -0.16,
        line: 0.35,
      },
      {
        at: pointsOf(`1,2.2! 10,1.9 60,1.7 86,1.9 97.6,3.4! 92,0.8 80,0 8,0 2,0.3`),
        role: 'outsole',
        texture: 'tread',
      },
    ],
  }
}
