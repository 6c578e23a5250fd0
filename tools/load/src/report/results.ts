import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Table } from '../scenario/scenario.ts'
import type { Machine } from '../system/machine.ts'

/** The fields of a --json report that the page needs. */
export interface Report {
  scenario: string
  options: Record<string, number | string>
  machine: Machine
  ok: boolean
  runs: {
    figures: Record<string, number | null>
    problems: string[]
    notes: string[]
    durability: string
    tables?: Table[]
  }[]
  median: Record<string, number | null>
}

/** The result of one item of the set. */
export interface Result {
  id: string
  args: string[]
  finishedAt: string
  seconds: number
  /** Absent when the item failed before it could report. */
  report?: Report
  /** Why there is no report. */
  failure?: string
}

/** The results of a set, one file each, so that an interrupted run can be continued. */
export class Results {
  readonly #folder: string
  readonly #all = new Map<string, Result>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(folder: string): Promise<Results> {
    await mkdir(folder, { recursive: true })
    const results = new Results(folder)
    for (const file of await readdir(folder)) {
      if (!file.endsWith('.json')) continue
      const result = JSON.parse(await readFile(join(folder, file), 'utf8')) as Result
      results.#all.set(result.id, result)
    }
    return results
  }

  async add(result: Result): Promise<void> {
    this.#all.set(result.id, result)
    await writeFile(join(this.#folder, `${result.id}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
  }

  get(id: string): Result | undefined {
    return this.#all.get(id)
  }

  get all(): Result[] {
    return [...this.#all.values()]
  }

  /** The median over the runs; undefined when it was not measured. */
  figure(id: string, key: string): number | undefined {
    return this.get(id)?.report?.median[key] ?? undefined
  }

  /** The first problems of a result as text; undefined when there are none. */
  problem(id: string): string | undefined {
    const result = this.get(id)
    if (!result) return 'not measured'
    if (!result.report) return result.failure ?? 'failed'
    const problems = result.report.runs.flatMap((run) => run.problems)
    return problems.length === 0 ? undefined : problems.slice(0, 2).join('; ')
  }

  tables(id: string): Table[] {
    return this.get(id)?.report?.runs.at(-1)?.tables ?? []
  }
}
