import { colorwayOf } from './colorway.ts'
import { gradients } from './drawing/gradients.ts'
import { drawOutsoles } from './drawing/outsoles.ts'
import type { Sheet } from './drawing/part.ts'
import { drawShoe } from './drawing/shoe.ts'
import { shorten } from './geometry.ts'
import type { Model, Variation } from './model.ts'
import { models } from './models/index.ts'
import { randomOf } from './random.ts'

export type ShoeKind = keyof typeof models

/** What the picture shows: one shoe, both, the details of its ends, or the soles from below. */
export const shoeViews = ['side', 'pair', 'toe', 'heel', 'sole'] as const
export type ShoeView = (typeof shoeViews)[number]

export interface ShoeDrawing {
  kind: ShoeKind
  /** The name of the colour in the shop. */
  colour: string
  /** Distinguishes the models of a kind: the same text gives the same model in all colours. */
  model: string
  view?: ShoeView
  /** Shorter, with a rounder toe. */
  isForChildren?: boolean
}

/** The side of the square, in SVG units. */
const SIZE = 1_200
const CENTRE = SIZE / 2
/** Units of the drawing for a hundredth of the shoe's length, and the most of them that a boot is high. */
const WIDEST = 9.6
const TALLEST = 900

/** A picture of a shoe as SVG: the same input gives the same text. It has no script, font, style attribute or address in it. */
export function drawPicture({
  kind,
  colour,
  model: name,
  view = 'side',
  isForChildren = false,
}: ShoeDrawing): string {
  const random = randomOf(`${kind}:${name}`)
  const variation: Variation = {
    sole: random() * 2 - 0.8,
    toe: random() * 2 - 0.8 + (isForChildren ? 1.4 : 0),
    ornament: Math.floor(random() * 60),
    panels: Math.floor(random() * 60),
  }
  const model = models[kind](variation)
  const id = `s${Math.floor(randomOf([kind, name, colour, view, isForChildren].join(':'))() * 2 ** 32).toString(36)}`
  const sheet: Sheet = { id, variation, colorway: colorwayOf(colour, model.finish, random) }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">`,
    `<defs>${gradients(id)}</defs><rect width="${SIZE}" height="${SIZE}" fill="#f4f3f1"/>`,
    `<rect width="${SIZE}" height="${SIZE}" fill="url(#${id}ground)"/>`,
    view === 'sole'
      ? place(drawOutsoles(sheet), CENTRE - 23 * 9, CENTRE + 50 * 9, 9, 9)
      : arrange(model, sheet, view, isForChildren ? 0.84 : 1),
    '</svg>',
  ].join('')
}

/** Places one or two shoes on the ground. `width` is how long the shoe is beside others of its height. */
function arrange(model: Model, sheet: Sheet, view: ShoeView, width: number): string {
  const { id } = sheet
  const scale = Math.min(WIDEST, TALLEST / heightOf(model))
  const ground = CENTRE + (heightOf(model) * scale) / 2 + 24
  const shoe = place(drawShoe(model, sheet), CENTRE - 50 * scale * width, ground, scale * width, scale)
  const shadow = (rx: number, ry: number, dy: number) =>
    `<ellipse cx="${CENTRE}" cy="${shorten(ground + dy)}" rx="${shorten(rx * scale * width)}" ry="${ry}" fill="url(#${id}shadow)"/>`
  const whole = shadow(56, 46, 4) + shadow(50, 15, 0) + shoe
  switch (view) {
    case 'pair':
      return (
        `<defs><g id="${id}shoe">${whole}</g></defs>` +
        `<use href="#${id}shoe" transform="translate(222 60) scale(.8)"/><use href="#${id}shoe" transform="translate(0 196) scale(.86)"/>`
      )
    case 'toe':
      return zoom(whole, CENTRE + 24 * scale * width, ground - 13 * scale)
    case 'heel':
      return zoom(whole, CENTRE - 24 * scale * width, ground - 19 * scale)
    default:
      return whole
  }
}

/** The unit of the model is `scaleX` to the right and `scaleY` upwards. */
function place(content: string, x: number, y: number, scaleX: number, scaleY: number): string {
  return `<g transform="translate(${shorten(x)} ${shorten(y)}) scale(${shorten(scaleX)} ${shorten(-scaleY)})">${content}</g>`
}

function zoom(content: string, x: number, y: number): string {
  const factor = 1.9
  return `<g transform="translate(${shorten(CENTRE - x * factor)} ${shorten(CENTRE - y * factor)}) scale(${factor})">${content}</g>`
}

function heightOf({ behind, upper, front }: Model): number {
  return Math.max(
    ...[...behind, ...(upper ? [upper] : []), ...front].flatMap(({ at }) => at.map(([, y]) => y)),
  )
}
