import type { Finish, Role } from './colorway.ts'
import type { Point } from './geometry.ts'

/** A piece of material. */
export interface Part {
  at: readonly Point[]
  role: Role
  /** Lighter or darker than the colour of the role: -1 to 1. */
  tone?: number
  /** A seam inside its edge. */
  stitch?: boolean
  texture?: Texture
  /** Reflects: a stripe of light. */
  gloss?: boolean
  /** Drawn as a line of this width along the points, not as an area. */
  line?: number
}

export type Texture = 'mesh' | 'knit' | 'rib' | 'pile' | 'tread'

/** Laces across the throat, which runs along these points. */
export interface Lacing {
  along: readonly Point[]
  count: number
  /** The length of a lace over the edge. */
  length: number
}

/** What is drawn of a kind of shoe, from the far side to the near side. */
export interface Model {
  finish: Finish
  /** The far side: lining, tongue, straps behind the foot. */
  behind: readonly Part[]
  /** The outline of the upper, and what covers it. */
  upper?: Part
  panels: readonly Part[]
  laces?: Lacing
  /** Soles, straps and buckles of the near side. */
  front: readonly Part[]
}

/** What distinguishes models of one kind. */
export interface Variation {
  /** Added to the height of the sole: -1 to 1.5. */
  sole: number
  /** Added to the height of the toe: -1 to 1.5. */
  toe: number
  /** Selects the ornament, and which panels there are. */
  ornament: number
  panels: number
}

/** Moves a point by the variation, the same for all parts, so that they still meet. */
export function varied([x, y, corner]: Point, { sole, toe }: Variation): Point {
  const aboveGround = Math.min(Math.max((y - 1) / 4, 0), 1)
  const nearToe = Math.max(0, 1 - Math.abs(x - 84) / 22) * Math.min(Math.max((y - 8) / 6, 0), 1)
  const moved = y + sole * aboveGround + toe * nearToe
  return corner ? [x, moved, corner] : [x, moved]
}
