import { median } from '../statistics/median.ts'
import type { Machine } from '../system/machine.ts'
import type { Figure, ScenarioResult, Table } from '../scenario/scenario.ts'

/** One run, as written to JSON. */
export interface Run extends ScenarioResult {
  startedAt: string
  /** Load average of the minute before the run. */
  loadAverage: number
}

const GIBIBYTE = 1024 ** 3

/** A text table: a column for each run, and median and range when there are several. */
export function table(runs: readonly Run[]): string {
  const heads =
    runs.length === 1 ? [''] : [...runs.map((_run, index) => `run ${index + 1}`), 'median', 'range']
  const rows = labelsOf(runs).map(({ key, label, unit, digits }) => {
    const show = (value: number | undefined) => (value === undefined ? '-' : format(value, digits))
    const there = known(runs, key)
    const ends = there.length === 0 ? '-' : `${show(Math.min(...there))} – ${show(Math.max(...there))}`
    const cells = runs.map((run) => show(valueOf(run, key)))
    return [
      unit === '' ? label : `${label}, ${unit}`,
      ...cells,
      ...(runs.length > 1 ? [show(median(there)), ends] : []),
    ]
  })
  return align([['', ...heads], ...rows])
}

/** An aligned Markdown table. */
export function markdown({ title, head, rows }: Table): string {
  const widths = head.map((_name, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [`**${title}**`, '', line(head), rule, ...rows.map(line)].join('\n')
}

/** The report as JSON, figures by key. */
export function toJson(report: {
  scenario: string
  options: Record<string, number | string | string[] | number[]>
  machine: Machine
  runs: readonly Run[]
}): string {
  const keys = labelsOf(report.runs).map(({ key }) => key)
  const medians: [string, number | null][] = keys.map((key) => [key, median(known(report.runs, key)) ?? null])
  const runs = report.runs.map(({ figures, window: _window, ...rest }) => ({
    ...rest,
    figures: Object.fromEntries(figures.map(({ key, value }) => [key, value ?? null])),
  }))
  const ok = report.runs.every(({ problems }) => problems.length === 0)
  return `${JSON.stringify({ ...report, ok, runs, median: Object.fromEntries(medians) }, undefined, 2)}\n`
}

export function describeMachine({ cpu, cores, memory, kernel, node }: Machine): string {
  return `${cpu}, ${cores} cores, ${Math.round(memory / GIBIBYTE)} GiB, ${kernel}, Node ${node}`
}

/** The union of the figures of all runs: figures of failures occur only in the runs that had them. */
function labelsOf(runs: readonly Run[]): Figure[] {
  const all = new Map(runs.flatMap(({ figures }) => figures.map((figure) => [figure.key, figure])))
  return [...all.values()]
}

function valueOf({ figures }: Run, key: string): number | undefined {
  return figures.find((figure) => figure.key === key)?.value
}

function known(runs: readonly Run[], key: string): number[] {
  return runs.map((run) => valueOf(run, key)).filter((value) => value !== undefined)
}

function format(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function align(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .filter((line) => line.trim() !== '')
    .join('\n')
}
