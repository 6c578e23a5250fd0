/**
 * A point of a side view: x from the heel (0) to the toe (100), y up from the ground, in hundredths of the shoe's length.
 * With a third element the curve has a corner there.
 */
export type Point = readonly [x: number, y: number, corner?: 1]

/** Points from text, `x,y` each, with `!` behind a corner: `0,4! 12,8.5 20,4!`. */
export function pointsOf(text: string): Point[] {
  return text.split(/\s+/).map((word) => {
    const [x, y] = word.split(',')
    return y!.endsWith('!') ? [Number(x), Number(y!.slice(0, -1)), 1] : [Number(x), Number(y)]
  })
}

/** The control handles are at most this part of the chord, so that a curve makes no loops. */
const LONGEST_HANDLE = 0.45

/** An SVG path through the points: Catmull–Rom splines between corners, as cubic Béziers. */
export function pathOf(points: readonly Point[], isClosed = true): string {
  const count = points.length
  const at = (index: number) =>
    isClosed ? points[(index + count) % count]! : points[Math.min(Math.max(index, 0), count - 1)]!
  const [first] = points
  const segments = Array.from({ length: isClosed ? count : count - 1 }, (_, index) => {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    const chord = Math.hypot(to[0] - from[0], to[1] - from[1])
    const leaving = from[2] ? [0, 0] : handle(before, to, chord)
    const arriving = to[2] ? [0, 0] : handle(from, after, chord)
    const control = [from[0] + leaving[0]!, from[1] + leaving[1]!, to[0] - arriving[0]!, to[1] - arriving[1]!]
    return `C${[...control, to[0], to[1]].map(shorten).join(' ')}`
  })
  return `M${shorten(first![0])} ${shorten(first![1])}${segments.join('')}${isClosed ? 'Z' : ''}`
}

function handle(from: Point, to: Point, chord: number): [number, number] {
  const [x, y] = [(to[0] - from[0]) / 6, (to[1] - from[1]) / 6]
  const length = Math.hypot(x, y)
  const factor = length > 0 ? Math.min(1.15, (chord * LONGEST_HANDLE) / length) : 0
  return [x * factor, y * factor]
}

export function shorten(value: number): number {
  return Math.round(value * 100) / 100
}

/** An ellipse as points. */
export function ellipse(x: number, y: number, radiusX: number, radiusY: number, turn = 0): Point[] {
  return Array.from({ length: 8 }, (_, index) => {
    const angle = (index * Math.PI) / 4
    const [along, across] = [Math.cos(angle) * radiusX, Math.sin(angle) * radiusY]
    return [
      x + along * Math.cos(turn) - across * Math.sin(turn),
      y + along * Math.sin(turn) + across * Math.cos(turn),
    ] as const
  })
}
