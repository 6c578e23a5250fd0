import { pointsOf } from '../geometry.ts'
import type { Part } from '../model.ts'

/** A welted sole with a stacked heel; a lugged one for boots. */
export function leatherSole(kind: 'low' | 'boot' | 'lugged'): readonly Part[] {
  const heel = kind === 'low' ? 26 : 28
  if (kind === 'lugged') {
    return [
      {
        at: pointsOf(`1.6,10! 20,9.4 50,8.6 76,8.6 99.4,10.4! 100.4,8 98,6! 60,5.4 30,5 1.4,6!`),
        role: 'sole',
        tone: 0.12,
      },
      {
        at: pointsOf(`2,8.2 30,7.4 70,7.2 98.6,8.6`),
        role: 'metal',
        tone: -0.15,
        line: 0.36,
      },
      {
        at: pointsOf(`1.4,6.2! 50,5.2 98.6,6.4! 96,3! 92,3! 91,0.8! 85,0! 84,2.4! 79,2.2! 78,0! 71,0! 70,2.2!
    65,2.2! 64,0! 57,0! 56,2.2! 51,2.4! 50,0.4! 44,0.8! 43,3.2! 31,3.2! 29.6,0! 20,0!
    19,1.6! 14.6,1.6! 13.6,0! 2.6,0!`),
        role: 'outsole',
      },
    ]
  }
  return [
    {
      at: pointsOf(`2.6,0! 2.2,7.6! ${heel},6.4! ${heel + 0.8},0!`),
      role: 'sole',
    },
    {
      at: pointsOf(`2.4,4.6 14,4 ${heel + 0.2},3.8`),
      role: 'outsole',
      line: 0.3,
    },
    {
      at: pointsOf(`2.6,0! 2.5,1.5! ${heel + 0.6},1.5! ${heel + 0.8},0!`),
      role: 'outsole',
    },
    {
      at: pointsOf(`1.8,8.8! 20,7.6 40,6 60,4.4 78,4.6 92,6.4 99.6,8.4! 100.4,7 99,5 90,2.2 76,0.4 60,0.2
    44,2.8 ${heel + 1},5.6 1.8,6.6!`),
      role: 'sole',
    },
    {
      at: pointsOf(`2.4,8 20,6.9 40,5.3 60,3.6 78,3.7 92,5.4 99.6,7.4`),
      role: 'accent',
      tone: 0.35,
      line: 0.3,
    },
  ]
}
