import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'
import { leatherSole } from './leather-soles.ts'

/** The outline of an ankle boot: `top` is the height of the shaft. */
function shaft(top: number, front: number): readonly Point[] {
  return pointsOf(`4.6,6! 3,13 3,22 5.4,32 8,42 8.4,${top - 6} 7.4,${top}! 22,${top - 1.6}
    ${front},${top + 0.8}! ${front + 0.6},${top - 9} ${front + 3.4},45 46,38 54,32 62,26.4
    70,22.8 80,21 89,18.4 95.8,13.6 98.6,8.4 97.4,5! 60,4 30,5`)
}
const mouth = (top: number, front: number): Part => ({
  at: pointsOf(`7.4,${top - 1} 10,${top + 2.4} 22,${top + 3} ${front - 2},${top + 3} ${front},${top}
    22,${top - 5}`),
  role: 'lining',
})
const loop = (top: number): Part => ({
  at: pointsOf(`6.6,${top - 5} 5.4,${top + 2} 7.4,${top + 4.6} 10,${top + 2.4} 10,${top - 5}`),
  role: 'second',
  tone: -0.25,
  line: 1.9,
})
const counter: Part = {
  at: pointsOf(`0,3! 0,27! 6,27 14,23 20,13 22,3!`),
  role: 'second',
  stitch: true,
}
const toeCap: Part = {
  at: pointsOf(`77,2! 75,12 77,24! 90,22 102,16! 102,2!`),
  role: 'second',
  stitch: true,
}
const vampSeam: Part = {
  at: pointsOf(`31,3 34,14 44,22 54,27 60,29`),
  role: 'main',
  tone: -0.42,
  line: 0.5,
}

/** An ankle boot with elastic gores instead of laces. */
export function chelseaBoot({ panels }: Variation): Model {
  const top = 58
  return {
    finish: 'leather',
    behind: [mouth(top, 38), loop(top)],
    upper: { at: shaft(top, 38), role: 'main', gloss: true },
    panels: [
      {
        at: pointsOf(`14,3! 17,18 19,30 21,34 29,34 34,26 40,14 44,3!`),
        role: 'main',
        tone: -0.05,
        stitch: true,
      },
      {
        at: pointsOf(`17,${top + 3}! 17,46 20,35 23.4,31.4 28,32.4 31.6,42 32,${top + 3}!`),
        role: 'second',
        tone: -0.42,
        texture: 'rib',
      },
      vampSeam,
      ...(panels % 2 ? [toeCap] : []),
    ],
    front: leatherSole(panels % 3 === 0 ? 'lugged' : 'boot'),
  }
}

/** A plain leather boot with a zip at the side. */
export function zipBoot({ panels }: Variation): Model {
  const top = 66
  const strap: readonly Part[] = [
    {
      at: pointsOf(`0,36! 0,42! 20,39 48,42! 50,36! 22,33`),
      role: 'second',
      tone: -0.1,
      stitch: true,
    },
    {
      at: pointsOf(`24,32.6! 24,40.6! 31,41! 31,33!`),
      role: 'metal',
    },
    {
      at: pointsOf(`25.8,34.4! 25.8,38.8! 29.2,39.2! 29.2,34.8!`),
      role: 'second',
      tone: -0.25,
    },
  ]
  return {
    finish: 'leather',
    behind: [mouth(top, 37), loop(top)],
    upper: { at: shaft(top, 37), role: 'main', gloss: true },
    panels: [
      counter,
      vampSeam,
      {
        at: pointsOf(`20,12 20.6,34 20,${top}`),
        role: 'lining',
        tone: -0.5,
        line: 1.5,
      },
      {
        at: pointsOf(`20,12 20.6,34 20,${top}`),
        role: 'metal',
        line: 0.5,
      },
      ...(panels % 2 ? strap : []),
      ...(panels % 3 ? [] : [toeCap]),
    ],
    front: leatherSole('boot'),
  }
}

/** A laced work boot on a lugged sole. */
export function workBoot({ panels }: Variation): Model {
  const top = 60
  const eyestay: Part = {
    at: pointsOf(`25,${top + 3}! 42,${top + 3}! 42,46 50,37 62,28! 66,24! 60,20 48,27 36,38 30,48`),
    role: 'second',
    stitch: true,
  }
  const collar: Part = {
    at: pointsOf(`0,${top - 8}! 0,${top + 4}! 26,${top + 4}! 29,${top - 9}! 16,${top - 10}`),
    role: 'second',
    tone: -0.25,
    stitch: true,
  }
  return {
    finish: 'leather',
    behind: [
      mouth(top, 38),
      {
        at: pointsOf(`30,${top - 8} 32,${top + 4} 35,${top + 10} 40,${top + 9} 43,${top} 45,48 54,36 64,28
    58,24 44,32`),
        role: 'main',
        tone: -0.2,
        stitch: true,
      },
      loop(top),
    ],
    upper: { at: shaft(top, 38), role: 'main' },
    panels: [
      {
        at: pointsOf(`34,3! 38,16 50,25 62,27 100,20! 100,3!`),
        role: 'main',
        tone: 0.05,
        stitch: true,
      },
      counter,
      ...(panels % 2 ? [toeCap] : []),
      collar,
      eyestay,
    ],
    laces: {
      along: pointsOf(`38.6,${top - 1} 40.6,47 48,37.6 59.6,28.4`),
      count: 8,
      length: 6.4,
    },
    front: leatherSole('lugged'),
  }
}

/** A padded winter boot with a fleece collar. */
export function winterBoot({ panels }: Variation): Model {
  const top = 58
  const quilt = [48, 40, 32].map((y): Part => ({
    at: pointsOf(`2,${y - 2} 16,${y - 3.4} 30,${y - 3} 48,${y - 1}`),
    role: 'main',
    tone: -0.3,
    line: 0.7,
  }))
  return {
    finish: 'rubber',
    behind: [mouth(top, 40)],
    upper: { at: shaft(top, 40), role: 'main' },
    panels: [
      ...quilt,
      {
        at: pointsOf(`0,2! 0,24! 10,23 26,17 44,21 58,25 72,25 102,24! 102,2!`),
        role: 'second',
        tone: -0.35,
        gloss: true,
      },
      ...(panels % 2
        ? [
            {
              at: pointsOf(`24,46! 24,50! 46,49! 46,44!`),
              role: 'accent',
              stitch: true,
            } as const,
          ]
        : [
            {
              at: pointsOf(`8,33! 8,38! 46,40! 50,35!`),
              role: 'accent',
              stitch: true,
            } as const,
          ]),
    ],
    front: [
      ...leatherSole('lugged'),
      {
        at: pointsOf(`4.4,${top - 3} 3.4,${top + 2} 6,${top + 7} 12,${top + 8} 19,${top + 7.4} 27,${top + 8.4}
    35,${top + 8} 41,${top + 6} 42.6,${top + 1} 40.8,${top - 3.4} 34,${top - 5}
    26,${top - 4.4} 18,${top - 5.6} 10,${top - 4.6}`),
        role: 'lace',
        tone: -0.05,
        texture: 'pile',
      },
    ],
  }
}

/** A high boot of rubber in one piece. */
export function rainBoot({ panels }: Variation): Model {
  const top = 84
  const upper: readonly Point[] =
    pointsOf(`4.8,5! 3.2,13 3.6,24 6.6,36 8,50 6.8,68 5.4,${top}! 22,${top - 1.6} 43,${top + 0.6}!
    42,66 42.4,50 47,39.6 55,32.6 63,27 72,23.6 82,21.6 91,18 97,12.6 98.8,7.6 97.6,5! 60,4
    30,5`)
  const strap: readonly Part[] = [
    {
      at: pointsOf(`3,70! 3,75! 45,76! 45,71!`),
      role: 'second',
      tone: -0.15,
      stitch: true,
    },
    {
      at: pointsOf(`33,69.6! 33,77.4! 39,77.4! 39,69.6!`),
      role: 'metal',
    },
    {
      at: pointsOf(`34.6,71.4! 34.6,75.6! 37.4,75.6! 37.4,71.4!`),
      role: 'second',
      tone: -0.3,
    },
  ]
  return {
    finish: 'rubber',
    behind: [
      {
        at: pointsOf(`5.4,${top - 1} 9,${top + 2.6} 24,${top + 3.4} 40,${top + 3} 43,${top} 24,${top - 5}`),
        role: 'lining',
      },
    ],
    upper: { at: upper, role: 'main', gloss: true },
    panels: [
      {
        at: pointsOf(`0,2! 0,17! 14,15 34,12 60,12 84,13 102,15! 102,2!`),
        role: 'second',
        tone: -0.2,
      },
      {
        at: pointsOf(`2,17 14,15.4 34,12.4 60,12.4 84,13.4 100,15`),
        role: 'main',
        tone: 0.15,
        line: 0.6,
      },
      ...(panels % 2 ? strap : []),
      {
        at: pointsOf(`14,28 15,48 13,68 12,80 16,80 18.6,60 18.4,44 17,30`),
        role: 'main',
        tone: 0.42,
        gloss: true,
      },
    ],
    front: [
      {
        at: pointsOf(`2,${top - 3}! 2,${top + 0.6}! 22,${top - 1} 46,${top + 1.4}! 46,${top - 2.4}!
    22,${top - 4.8}`),
        role: 'second',
        tone: -0.1,
      },
      ...leatherSole(panels % 3 ? 'lugged' : 'boot'),
    ],
  }
}
