import { toned } from '../colour.ts'
import { pathOf, pointsOf, type Point } from '../geometry.ts'
import type { Sheet } from './part.ts'

/** A right sole from below, toe up: x across, y along, in the units of the model. */
const SOLE: readonly Point[] =
  pointsOf(`0,0 -9,3 -13,12 -12,26 -10.4,40 -12.4,54 -17,68 -17.4,80 -11,93 0,100 10,97 16.4,87
    18,74 15,60 11.6,46 10.6,30 12.4,14 9,3.4`)
const FOREFOOT: readonly Point[] = pointsOf(
  `-8,50 -14.4,68 -14.6,80 -8.6,91.4 0,97 8.8,94 13.8,85 15,74 11.6,58 8,51 0,54`,
)
const HEEL: readonly Point[] = pointsOf(`0,3 -7,5.6 -10.2,13 -9.2,26 -4,31 4,31 8,27 9.4,14 7,6`)
const GROOVES = 9

/** Both soles from below, beside each other, as wide as high. */
export function drawOutsoles(sheet: Sheet): string {
  const { id, colorway } = sheet
  const sole = pathOf(SOLE)
  const area = (name: string, points: readonly Point[], from: number, to: number): string => {
    const d = pathOf(points)
    const grooves = Array.from({ length: GROOVES }, (_, index) => {
      const y = from + ((to - from) * (index + 0.5)) / GROOVES
      return `<path d="M-20 ${y - 1.5}L-7 ${y + 1.4}L0 ${y - 0.6}L7 ${y + 1.4}L20 ${y - 1.5}" fill="none" stroke="#000" stroke-opacity=".34" stroke-width="1"/>`
    }).join('')
    return `<clipPath id="${id}${name}"><path d="${d}"/></clipPath><path d="${d}" fill="${toned(colorway.outsole, 0.06)}"/><g clip-path="url(#${id}${name})">${grooves}</g><path d="${d}" fill="none" stroke="#000" stroke-opacity=".3" stroke-width=".4"/>`
  }
  const one = [
    `<path d="${sole}" transform="translate(1 -1.6)" fill="#000" fill-opacity=".14"/>`,
    `<path d="${sole}" fill="${colorway.sole}"/><path d="${sole}" fill="none" stroke="#000" stroke-opacity=".22" stroke-width=".5"/>`,
    area('fore', FOREFOOT, 50, 97),
    area('back', HEEL, 3, 31),
    `<ellipse cx="0" cy="40" rx="5" ry="3.4" fill="${colorway.accent}"/>`,
    `<path d="${sole}" fill="url(#${id}turn)" fill-opacity=".6"/>`,
  ].join('')
  return `<g id="${id}sole">${one}</g><use href="#${id}sole" transform="translate(46 0) scale(-1 1)"/>`
}
