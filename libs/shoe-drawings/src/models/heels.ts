import { pointsOf, type Point } from '../geometry.ts'
import type { Model, Part, Variation } from '../model.ts'

/** A pump on a high heel. */
export function heel({ panels }: Variation): Model {
  const upper: readonly Point[] =
    pointsOf(`6.6,29! 4.6,36 5,45 8.4,52.6! 14,46 23,38.4 34,31.6 46,26.4 56,23.4 64,22.6! 72,19.4
    82,13.6 92,8 99,3.6 98,2! 82,1.6 68,4 50,13.6 34,22.4 20,27`)
  const sole: Part = {
    at: pointsOf(`6,30.4! 18,28.4 34,23.6 50,15 67,5 82,2.4 99.4,2.8! 98.6,0.6 82,0 66,1.6 50,11 34,19.6
    20,25 7,27.4`),
    role: 'sole',
  }
  const heels: readonly Part[] = [
    {
      at: pointsOf(`6,30! 5.4,24 9,12 10.4,0! 13.6,0! 14.6,12 19,22 24,26.6!`),
      role: 'main',
      tone: -0.12,
    },
    {
      at: pointsOf(`6,30! 4,22 3.6,10 4,0! 17,0! 18,12 21,21 26,25.6!`),
      role: 'main',
      tone: -0.12,
    },
  ]
  const strap: readonly Part[] = [
    {
      at: pointsOf(`7,47! 7,50.6! 18,54 28,50 32,44! 30,42! 24,47 17,49.4`),
      role: 'second',
      stitch: true,
    },
    {
      at: pointsOf(`20,48.8! 20.6,53.6! 25,52! 24,47.2!`),
      role: 'metal',
    },
  ]
  return {
    finish: 'leather',
    behind: [
      {
        at: pointsOf(`6.4,46 8.6,53 14,48.6 24,41.6 36,35 48,30 58,27 66,24 60,18 40,22 20,32`),
        role: 'lining',
        tone: 0.3,
      },
      ...(panels % 3 === 1
        ? [
            {
              at: pointsOf(`9,48 16,56 26,55 33,46 30,44 24,51 17,52`),
              role: 'second',
              tone: -0.35,
            } as const,
          ]
        : []),
    ],
    upper: { at: upper, role: 'main', gloss: true },
    panels:
      panels % 4 === 2
        ? [
            {
              at: pointsOf(`76,0! 75,10 77,18! 90,12 102,6! 102,0!`),
              role: 'second',
              tone: -0.3,
              stitch: true,
            },
          ]
        : [],
    front: [heels[panels % 2]!, sole, ...(panels % 3 === 1 ? strap : [])],
  }
}

/** A flat shoe with a shallow throat and a bow. */
export function flat({ panels }: Variation): Model {
  const upper: readonly Point[] =
    pointsOf(`4,5! 2.6,12 3,19 5.6,25.4! 12,20.4 22,16.6 36,14.6 50,14.8 60,17 66,19.6! 74,18.6
    84,15.4 93,11.4 98.4,7 97.6,4! 60,2.6 34,4`)
  const bow: readonly Part[] = [
    {
      at: pointsOf(`66,19 58,24.6 55,21 58,17.4 65,18`),
      role: 'second',
      tone: -0.08,
      stitch: true,
    },
    {
      at: pointsOf(`67,19 73,24.8 77,22 75,17.6 68,17.8`),
      role: 'second',
      tone: -0.02,
      stitch: true,
    },
    {
      at: pointsOf(`64.6,17.4 65,20.6 68.4,20.6 68.6,17.4`),
      role: 'second',
      tone: -0.2,
    },
  ]
  const strap: readonly Part[] = [
    {
      at: pointsOf(`28,14! 31,24 38,29 46,25 51,15! 46.6,15! 42,22 38,24.4 34.6,21 32.6,14.6!`),
      role: 'second',
      stitch: true,
    },
    {
      at: pointsOf(`42.4,19.8! 44,24.4! 48,21.8! 46.4,17.6!`),
      role: 'metal',
    },
  ]
  const tops: readonly (readonly Part[])[] = [bow, strap, []]
  return {
    finish: 'leather',
    behind: [
      {
        at: pointsOf(`4,22 6.6,26.6 14,24.4 30,20.6 48,20 60,21.6 68,21 60,13 36,10 14,14`),
        role: 'lining',
        tone: 0.35,
      },
    ],
    upper: { at: upper, role: 'main', gloss: true },
    panels: [
      {
        at: pointsOf(`5.6,24.4 12,19.6 22,15.8 36,13.8 50,14 60,16.2 66,18.8`),
        role: 'second',
        tone: -0.25,
        line: 1,
      },
      ...(panels % 4 > 1
        ? [
            {
              at: pointsOf(`80,0! 78.6,10 80,20! 90,18 102,12! 102,0!`),
              role: 'second',
              tone: -0.35,
              stitch: true,
            } as const,
          ]
        : []),
    ],
    front: [
      ...tops[panels % tops.length]!,
      {
        at: pointsOf(`3,0! 2.8,6! 24,5! 24.6,0!`),
        role: 'sole',
      },
      {
        at: pointsOf(`2.4,6.4! 24,5.4 44,3.8 64,2.8 82,3.2 99.2,5.4! 99.4,3.8 94,1.4 82,0 64,0 44,1.6 24,3.8
    2.4,4.4!`),
        role: 'sole',
      },
    ],
  }
}
