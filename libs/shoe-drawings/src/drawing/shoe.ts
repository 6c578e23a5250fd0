import { toned } from '../colour.ts'
import { shorten, type Point } from '../geometry.ts'
import { varied, type Lacing, type Model, type Part } from '../model.ts'
import { drawPanel, drawSolid, outlineOf, type Sheet } from './part.ts'

/** A shoe from the side, toe to the right, in the units of the model, y upwards. */
export function drawShoe(model: Model, sheet: Sheet): string {
  return [
    ...model.behind.map((part) => drawBehind(part, sheet)),
    model.upper ? drawUpper(model.upper, model.panels, sheet) : '',
    model.laces ? drawLaces(model.laces, sheet) : '',
    ...model.front.map((part) => drawSolid(part, sheet)),
  ].join('')
}

function drawBehind(part: Part, sheet: Sheet): string {
  if (part.role !== 'lining') return drawSolid(part, sheet)
  const d = outlineOf(part, sheet)
  return `${drawPanel(part, sheet)}<path d="${d}" fill="url(#${sheet.id}deep)"/>`
}

/** The light of the whole upper lies over its panels, so that they are of one body. */
function drawUpper(upper: Part, panels: readonly Part[], sheet: Sheet): string {
  const { id, colorway } = sheet
  const d = outlineOf(upper, sheet)
  const rim = (width: number, opacity: number) =>
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity="${opacity}" stroke-width="${width}"/>`
  return [
    `<clipPath id="${id}upper"><path d="${d}"/></clipPath><g clip-path="url(#${id}upper)">`,
    `<path d="${d}" fill="${toned(colorway[upper.role], upper.tone ?? 0)}"/>`,
    upper.texture ? `<path d="${d}" fill="url(#${id}${upper.texture})"/>` : '',
    ...panels.map((part) => drawPanel(part, sheet)),
    `<path d="${d}" fill="url(#${id}top)"/><path d="${d}" fill="url(#${id}turn)"/>`,
    `<ellipse cx="80" cy="${shorten(varied([80, 16.5], sheet.variation)[1])}" rx="13" ry="4.2" fill="url(#${id}spot)" transform="rotate(-12 80 16)"/>`,
    `<ellipse cx="20" cy="24" rx="10" ry="9" fill="url(#${id}spot)" fill-opacity=".5"/>`,
    upper.gloss
      ? `<ellipse cx="60" cy="20" rx="26" ry="5" fill="url(#${id}spot)" transform="rotate(-18 60 20)"/>`
      : '',
    rim(4.2, 0.05) + rim(2.6, 0.06) + rim(1.2, 0.1) + rim(0.45, 0.22),
    '</g>',
  ].join('')
}

/** Each lace crosses the throat at a right angle, over an eyelet; a bow would hide the shoe. */
function drawLaces({ along, count, length }: Lacing, sheet: Sheet): string {
  const { colorway, variation } = sheet
  const throat = along.map((point) => varied(point, variation))
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1)
    const { x, y, normalX, normalY } = pointAlong(throat, share)
    const reach = length * (1 - share * 0.18)
    const [footX, footY] = [x - normalX * reach * 0.62, y - normalY * reach * 0.62]
    const [headX, headY] = [x + normalX * reach * 0.38 + 1.1, y + normalY * reach * 0.38 + 0.2]
    const line = (dx: number, dy: number, stroke: string, opacity: number, width: number) =>
      `<path d="M${shorten(footX + dx)} ${shorten(footY + dy)}L${shorten(headX + dx)} ${shorten(headY + dy)}" stroke="${stroke}" stroke-opacity="${opacity}" stroke-width="${width}" stroke-linecap="round"/>`
    return [
      `<circle cx="${shorten(footX)}" cy="${shorten(footY)}" r="1" fill="#000" fill-opacity=".45"/>`,
      line(0.25, -0.6, '#000', 0.32, 1.9),
      line(0, 0, toned(colorway.lace, -0.16), 1, 1.9),
      line(-0.1, 0.2, colorway.lace, 1, 1.3),
    ].join('')
  }).join('')
}

/** The point at this share of the length of a line, and the direction across it there. */
function pointAlong(line: readonly Point[], share: number) {
  const pieces = line.slice(1).map((to, index) => {
    const from = line[index]!
    return {
      from,
      dx: to[0] - from[0],
      dy: to[1] - from[1],
      length: Math.hypot(to[0] - from[0], to[1] - from[1]),
    }
  })
  let left = share * pieces.reduce((sum, { length }) => sum + length, 0)
  const piece = pieces.find(({ length }) => (left -= length) <= 1e-9) ?? pieces.at(-1)!
  const part = Math.min(Math.max(1 + left / piece.length, 0), 1)
  return {
    x: piece.from[0] + piece.dx * part,
    y: piece.from[1] + piece.dy * part,
    normalX: -piece.dy / piece.length,
    normalY: piece.dx / piece.length,
  }
}
