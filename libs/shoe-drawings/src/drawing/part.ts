import { toned } from '../colour.ts'
import type { Colorway } from '../colorway.ts'
import { pathOf, type Point } from '../geometry.ts'
import { varied, type Part, type Variation } from '../model.ts'

/** What the parts of one drawing share. */
export interface Sheet {
  /** The prefix of ids, unique in a page. */
  id: string
  colorway: Colorway
  variation: Variation
}

/** How far a seam is from the edge. */
const INSET = 0.9

export function outlineOf(part: Part, { variation }: Sheet): string {
  return pathOf(
    part.at.map((point) => varied(point, variation)),
    part.line === undefined,
  )
}

/** A part that lies on others: its shadow, its colour, its texture, and a dark edge with a seam inside. */
export function drawPanel(part: Part, sheet: Sheet): string {
  const d = outlineOf(part, sheet)
  const colour = toned(sheet.colorway[part.role], part.tone ?? 0)
  if (part.line !== undefined) return drawLine(d, colour, part.line)
  return [
    `<path d="${d}" transform="translate(.2 -.55)" fill="#000" fill-opacity=".16"/>`,
    `<path d="${d}" transform="translate(.1 -.25)" fill="#000" fill-opacity=".14"/>`,
    `<path d="${d}" fill="${colour}"/>`,
    texture(part, d, sheet),
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity=".28" stroke-width=".16"/>`,
    part.stitch ? seam(part, sheet) : '',
    part.gloss ? `<path d="${d}" fill="url(#${sheet.id}gloss)" fill-opacity=".35"/>` : '',
  ].join('')
}

/** A part with a roundness of its own. */
export function drawSolid(part: Part, sheet: Sheet): string {
  if (part.line !== undefined) return drawPanel(part, sheet)
  const d = outlineOf(part, sheet)
  return [
    `<path d="${d}" fill="${toned(sheet.colorway[part.role], part.tone ?? 0)}"/>`,
    texture(part, d, sheet),
    `<path d="${d}" fill="url(#${sheet.id}part)"/>`,
    part.gloss ? `<path d="${d}" fill="url(#${sheet.id}gloss)" fill-opacity=".4"/>` : '',
    part.stitch ? seam(part, sheet) : '',
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity=".3" stroke-width=".18"/>`,
  ].join('')
}

function drawLine(d: string, colour: string, width: number): string {
  const line = (transform: string, stroke: string, opacity: number, lineWidth: number) =>
    `<path d="${d}"${transform} fill="none" stroke="${stroke}" stroke-opacity="${opacity}" stroke-width="${lineWidth}" stroke-linecap="round"/>`
  return (
    line(' transform="translate(.1 -.3)"', '#000', 0.25, width) +
    line('', colour, 1, width) +
    line(` transform="translate(0 ${width * 0.2})"`, '#fff', 0.22, width * 0.3)
  )
}

function texture({ texture: name }: Part, d: string, { id }: Sheet): string {
  return name ? `<path d="${d}" fill="url(#${id}${name})"/>` : ''
}

/** A dashed line parallel to the edge. */
function seam(part: Part, { colorway }: Sheet): string {
  const thread = toned(colorway[part.role], (part.tone ?? 0) + (part.role === 'main' ? -0.28 : -0.22))
  return `<path d="${insetOf(part)}" fill="none" stroke="${thread}" stroke-opacity=".75" stroke-width=".17" stroke-dasharray=".75 .4"/>`
}

/** The outline moved inwards by `INSET`, along the normal of its neighbours' directions. */
function insetOf({ at }: Part): string {
  const side = areaOf(at) > 0 ? 1 : -1
  return pathOf(
    at.map(([x, y, corner], index): Point => {
      const [first, second] = [
        direction(at[(index + at.length - 1) % at.length]!, [x, y]),
        direction([x, y], at[(index + 1) % at.length]!),
      ]
      const [normalX, normalY] = [-(first[1] + second[1]) * side, (first[0] + second[0]) * side]
      const length = Math.max(Math.hypot(normalX, normalY), 0.9)
      const reach = (INSET * 2) / length / Math.max(length, 1.1)
      return corner
        ? [x + normalX * reach, y + normalY * reach, corner]
        : [x + normalX * reach, y + normalY * reach]
    }),
  )
}

/** Twice the area; positive when the points go round counter-clockwise. */
function areaOf(at: readonly Point[]): number {
  return at.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = at[(index + 1) % at.length]!
    return sum + x * nextY - nextX * y
  }, 0)
}

function direction(from: Point, to: Point): readonly [number, number] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy) || 1
  return [dx / length, dy / length]
}
