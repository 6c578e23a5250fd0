import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { leatherSole } from './leather-soles.ts'
import { ornament } from './ornaments.ts'

const canvasUpper: readonly Point[] =
  pointsOf(`4,4! 2.6,12 2.8,21 4.6,28.4 7,32! 12,29 20,26.4 30,26.6 40,29.8 47,33.4! 54,31.6 62,28
    70,24.4 80,21.6 89,18.4 95.6,13.4 98,8 97.4,5! 50,4`)

/** A canvas slip-on with elastic gores at both sides of the throat. */
export function slipOn({ panels, ornament: mark }: Variation): Model {
  const heel: Part = {
    at: pointsOf(`0,3! 0,34! 9,33! 12,18 17,3!`),
    role: 'second',
    stitch: true,
  }
  const gore: Part = {
    at: pointsOf(`36,27! 48,34.6! 52,33! 55,22! 47,19!`),
    role: 'second',
    tone: -0.3,
    texture: 'rib',
  }
  const vamp: Part = {
    at: pointsOf(`55,2! 52,16 55,33! 70,27 100,18! 100,2!`),
    role: 'second',
    stitch: true,
  }
  const tops: readonly (readonly Part[])[] = [[heel], [vamp, heel], [...ornament(mark, [30, 16])]]
  return {
    finish: 'sport',
    behind: [
      {
        at: pointsOf(`6,30 9,33.4 20,32 34,33 47,37.4 50,34 40,25 20,22`),
        role: 'lining',
      },
    ],
    upper: { at: canvasUpper, role: 'main', texture: 'knit' },
    panels: [...tops[panels % tops.length]!, gore],
    front: [
      {
        at: pointsOf(
          `1.6,1! 1,6 1.6,10.4! 20,9.4 50,8.6 75,8.4 90,9.2 98.6,10! 99.8,6 98,2.4 92,0.8 50,0 6,0`,
        ),
        role: 'sole',
      },
      {
        at: pointsOf(`1.4,7.6 30,6.8 60,6.2 88,6.8 99.2,8`),
        role: 'accent',
        line: 0.8,
      },
      {
        at: pointsOf(`1.6,2.2 30,2 70,2 97.4,3`),
        role: 'sole',
        tone: -0.18,
        line: 0.4,
      },
    ],
  }
}

const loaferUpper: readonly Point[] =
  pointsOf(`4.6,6! 3.4,12 3.6,20 5.4,27 8,31! 13,27.6 21,24.8 30,24.6 38,26.6 45,30.4 49,33.6! 54,32
    61,28 69,23.4 78,20.4 87,18.2 94.4,14 98,8.4 97,5! 60,3 36,5`)

/** A loafer: a raised seam around the toe, and a strap over the instep. */
export function loafer({ panels }: Variation): Model {
  const seam: readonly Part[] = [
    {
      at: pointsOf(`46,22 56,22.6 66,19.8 76,16.4 85,15.2 91,13.2 94,11`),
      role: 'main',
      tone: -0.45,
      line: 1.3,
    },
    {
      at: pointsOf(`46,22.6 56,23.2 66,20.4 76,17 85,15.8 91,13.8`),
      role: 'main',
      tone: 0.12,
      line: 0.5,
    },
  ]
  const saddle: Part = {
    at: pointsOf(`42,25! 47,32.6 52,35! 60,30! 58,22 54,10 52,3! 38,3! 41,14`),
    role: 'second',
    tone: -0.06,
    stitch: true,
  }
  const slit: Part = {
    at: pointsOf(`49,26.4! 53.4,28.2 57.4,25.6! 53,24.8`),
    role: 'main',
    tone: -0.6,
  }
  const bit: readonly Part[] = [
    {
      at: pointsOf(`47,29.4 53,30.6 59,27`),
      role: 'metal',
      line: 1.1,
    },
    {
      at: pointsOf(`46,27.6! 46,31.4! 49.4,31.8! 49.4,28!`),
      role: 'metal',
    },
    {
      at: pointsOf(`56.6,25.6! 57.4,29.6! 60.6,27.6! 59.8,24.2!`),
      role: 'metal',
    },
  ]
  const tassels: readonly Part[] = [
    {
      at: pointsOf(`54,30 58,24 60.4,18.6`),
      role: 'second',
      tone: -0.2,
      line: 1.8,
    },
    {
      at: pointsOf(`55,30 61,26 65,21`),
      role: 'second',
      tone: -0.1,
      line: 1.8,
    },
    {
      at: pointsOf(`52.6,30.6 55,31.6 57,30`),
      role: 'second',
      tone: 0.1,
      line: 2,
    },
  ]
  const tops: readonly (readonly Part[])[] = [[saddle, slit], [saddle, ...bit], tassels]
  const counter: Part = {
    at: pointsOf(`0,3! 0,34! 9,33 10,26 15,16 19,3!`),
    role: 'second',
    stitch: true,
  }
  return {
    finish: 'leather',
    behind: [
      {
        at: pointsOf(`6,29 9,32.4 20,31 34,32 46,37.6 52,37 50,30 36,22 20,20`),
        role: 'lining',
      },
    ],
    upper: { at: loaferUpper, role: 'main', gloss: true },
    panels: [counter, ...seam, ...tops[panels % tops.length]!],
    front: leatherSole('low'),
  }
}
