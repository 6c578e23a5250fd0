import { ellipse, pointsOf, type Point } from '../geometry.ts'
import type { Part } from '../model.ts'

/** Marks for the side of sports shoes; none resembles a mark that is known. */
const ornaments: readonly ((x: number, y: number) => readonly Part[])[] = [
  // A leaf with its vein.
  (x, y) => [
    {
      at: pointsOf(`${x - 9},${y - 4}! ${x - 3},${y + 2.6} ${x + 8},${y + 4.5}! ${x + 2},${y - 3}`),
      role: 'accent',
      stitch: true,
    },
    {
      at: pointsOf(`${x - 7},${y - 3} ${x},${y - 0.2} ${x + 6},${y + 3.4}`),
      role: 'main',
      line: 0.5,
    },
  ],
  // A rising row of dots.
  (x, y) =>
    [0, 1, 2, 3].map((index) => ({
      at: ellipse(x - 8 + index * 4.6, y - 2 + index * 1.6, 2.1 - index * 0.32, 2.1 - index * 0.32),
      role: 'accent' as const,
    })),
  // Two hills.
  (x, y) => [
    {
      at: pointsOf(`${x - 11},${y - 5}! ${x - 4},${y + 3.6}! ${x - 0.5},${y - 0.4}! ${x + 3},${y + 2.6}!
    ${x + 10},${y - 5.5}!`),
      role: 'accent',
      stitch: true,
    },
  ],
  // A sun on a wave.
  (x, y) => [
    { at: ellipse(x, y + 1.8, 2.5, 2.5), role: 'accent' },
    {
      at: pointsOf(`${x - 10},${y - 3.6} ${x - 4},${y - 2} ${x + 2},${y - 4} ${x + 9},${y - 2.6}`),
      role: 'accent',
      line: 1.3,
    },
  ],
  // A ring.
  (x, y) => [
    { at: ellipse(x, y - 0.4, 4.6, 4.4), role: 'accent' },
    { at: ellipse(x, y - 0.4, 2.7, 2.6), role: 'main' },
  ],
]

export const ornamentCount = ornaments.length

/** The ornament of that number around a point, `size` times as large. */
export function ornament(index: number, [x, y]: Point, size = 1.3): readonly Part[] {
  return ornaments[index % ornaments.length]!(0, 0).map((part) => ({
    ...part,
    at: part.at.map(([dx, dy, corner]): Point => {
      const [toX, toY] = [x + dx * size, y + dy * size]
      return corner ? [toX, toY, corner] : [toX, toY]
    }),
    ...(part.line === undefined ? {} : { line: part.line * size }),
  }))
}
