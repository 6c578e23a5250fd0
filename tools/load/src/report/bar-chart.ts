/** A grouped bar chart. A bar without a value is omitted, but keeps its space. */
export interface BarChart {
  title: string
  unit: string
  /** In the order of the bars of each group. */
  series: string[]
  groups: { label: string; values: (number | undefined)[] }[]
}

const WIDTH = 760
const LABEL_WIDTH = 210
const VALUE_WIDTH = 80
const BAR = 16
const GAP = 12
const TOP = 64
/** Colours of Okabe and Ito, distinguishable with any colour vision. */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9']

/** The chart as SVG: horizontal bars from 0, each with its value. */
export function barChart({ title, unit, series, groups }: BarChart): string {
  const maximum = Math.max(
    1e-9,
    ...groups.flatMap(({ values }) => values.filter((value) => value !== undefined)),
  )
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / maximum
  const groupHeight = series.length * BAR + GAP
  const height = TOP + groups.length * groupHeight + GAP
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escape(title)}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="8" y="20" font-size="15" font-weight="bold">${escape(title)}</text>`,
    ...series.flatMap((name, index) => [
      `<rect x="${8 + index * 150}" y="34" width="12" height="12" fill="${colourOf(index)}"/>`,
      `<text x="${26 + index * 150}" y="44">${escape(name)}</text>`,
    ]),
  ]
  groups.forEach(({ label, values }, group) => {
    const y = TOP + group * groupHeight
    const middle = y + (series.length * BAR) / 2 + 4
    parts.push(`<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end">${escape(label)}</text>`)
    values.forEach((value, index) => {
      const top = y + index * BAR
      const width = value === undefined ? 0 : Math.max(1, value * scale)
      if (value !== undefined) {
        parts.push(
          `<rect x="${LABEL_WIDTH}" y="${top}" width="${width.toFixed(1)}" height="${BAR - 3}" fill="${colourOf(index)}"/>`,
        )
      }
      const text = value === undefined ? '–' : `${short(value)} ${unit}`
      parts.push(`<text x="${(LABEL_WIDTH + width + 4).toFixed(1)}" y="${top + 11}">${escape(text)}</text>`)
    })
  })
  return `${[...parts, '</svg>'].join('\n')}\n`
}

function colourOf(index: number): string {
  return colours[index % colours.length]!
}

function short(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
