/** The gradients and textures of a drawing. y grows upwards in a drawing, so 0 is the bottom of a box. `id` is unique in a page. */
export function gradients(id: string): string {
  return [
    // Of the upper: light from above, shade towards the sole.
    linear(`${id}top`, '0 1 0 0', ['#fff .3', '#fff .06 .3', '#000 0 .55', '#000 .3']),
    // The heel turns away from the light, the toe a little.
    linear(`${id}turn`, '0 0 1 0', ['#000 .3', '#000 .06 .16', '#000 0 .5', '#000 0 .84', '#000 .2']),
    // Of a part of its own: soles, straps, laces.
    linear(`${id}part`, '0 1 0 0', ['#fff .26', '#fff .02 .35', '#000 .03 .6', '#000 .26']),
    linear(`${id}gloss`, '0 1 0 0', ['#fff .75', '#fff .1']),
    linear(`${id}deep`, '0 1 0 0', ['#000 .1', '#000 .55']),
    radial(`${id}spot`, '.5 .5 .5', ['#fff .42', '#fff .14 .45', '#fff 0']),
    radial(`${id}shadow`, '.5 .5 .5', ['#1c1a22 .5', '#1c1a22 .24 .45', '#1c1a22 .06 .8', '#1c1a22 0']),
    radial(`${id}ground`, '.5 .42 .75', ['#fff .9', '#fff 0 .65', '#98928a .2']),
    pattern(
      `${id}mesh`,
      1.5,
      '<circle cx=".4" cy=".4" r=".26" fill="#000" fill-opacity=".3"/><circle cx="1.15" cy="1.15" r=".26" fill="#000" fill-opacity=".3"/>',
    ),
    pattern(
      `${id}knit`,
      1.2,
      '<path d="M0 .3L.6 .8L1.2 .3M0 .9L.6 1.4L1.2 .9" fill="none" stroke="#000" stroke-opacity=".17" stroke-width=".18"/>',
    ),
    pattern(
      `${id}rib`,
      1.1,
      '<path d="M.3 0V1.1" stroke="#000" stroke-opacity=".34" stroke-width=".34"/><path d="M.75 0V1.1" stroke="#fff" stroke-opacity=".16" stroke-width=".22"/>',
    ),
    pattern(`${id}pile`, 6, fleece),
    pattern(`${id}tread`, 3, '<path d="M.9 0V3" stroke="#000" stroke-opacity=".3" stroke-width=".5"/>'),
  ].join('')
}

/** Tufts, scattered over the tile. */
const fleece = [
  [0.6, 0.9],
  [2, 2.4],
  [3.7, 0.7],
  [5.2, 2.1],
  [1, 4],
  [2.9, 5.2],
  [4.4, 3.9],
  [5.6, 5.3],
  [3.2, 3.3],
  [0.2, 2.6],
]
  .map(
    ([x, y], index) =>
      `<circle cx="${x}" cy="${y}" r="${0.8 + (index % 3) * 0.15}" fill="#000" fill-opacity=".07"/><circle cx="${x! - 0.15}" cy="${y! + 0.25}" r=".55" fill="#fff" fill-opacity=".4"/>`,
  )
  .join('')

/** A stop is `colour opacity offset`; without offsets they are spread evenly. */
function stops(list: readonly string[]): string {
  return list
    .map((stop, index) => {
      const [colour, opacity, offset = String(index / (list.length - 1))] = stop.split(' ')
      return `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`
    })
    .join('')
}

function linear(id: string, line: string, list: readonly string[]): string {
  const [x1, y1, x2, y2] = line.split(' ')
  return `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops(list)}</linearGradient>`
}

function radial(id: string, circle: string, list: readonly string[]): string {
  const [cx, cy, r] = circle.split(' ')
  return `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stops(list)}</radialGradient>`
}

function pattern(id: string, size: number, content: string): string {
  return `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${content}</pattern>`
}
