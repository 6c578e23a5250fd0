import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { WrongCommand } from '../scenario/command.ts'
import { type Size, sizes } from './parameters.ts'
import { chartsOf } from './charts.ts'
import { measureItems } from './measure-items.ts'
import { page } from './page.ts'
import { Results } from './results.ts'
import { itemsOf } from './report-items.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

export const reportHelp = [
  '  report: measures everything and writes docs/benchmarks.md with its charts',
  '    --set          quick (10 minutes) or full (40 minutes) (quick)',
  '    --only         only items whose id begins with this',
  '    --again        also measures items that have results',
  '    --from-results writes the page without measuring',
  '    --out          folder of the page (docs)',
  '    --results      folder of the results (.munova/load)',
].join('\n')

/** Runs the report command. Results of an earlier call are reused unless `--again` is given. */
export async function report(cleanup: CleanupStack, args: string[]): Promise<void> {
  const { size, only, again, fromResults, out, folder } = read(args)
  const results = await Results.open(join(folder, size))
  if (!fromResults) {
    const items = itemsOf(size).filter(({ id }) => id.startsWith(only))
    if (items.length === 0) throw new WrongCommand(`no item begins with "${only}"`)
    const missing = again ? items : items.filter(({ id }) => results.get(id)?.report === undefined)
    if (missing.length < items.length) {
      log(`${items.length - missing.length} items have results; --again measures them again`)
    }
    await measureItems(cleanup, missing, { results, log })
  }
  const charts = chartsOf(results, size)
  const chartFolder = join(out, 'benchmarks')
  await rm(chartFolder, { recursive: true, force: true })
  await mkdir(chartFolder, { recursive: true })
  for (const { file, svg } of charts) await writeFile(join(chartFolder, file), svg)
  // The notes are written by hand.
  const notes = await readFile(join(root, 'docs/benchmarks-notes.md'), 'utf8')
  await writeFile(join(out, 'benchmarks.md'), page(results, { size, charts, notes }))
  log(`${join(out, 'benchmarks.md')} is written`)
}

function log(line: string): void {
  console.error(`report: ${line}`)
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        set: { type: 'string', default: 'quick' },
        only: { type: 'string', default: '' },
        again: { type: 'boolean', default: false },
        'from-results': { type: 'boolean', default: false },
        out: { type: 'string', default: join(root, 'docs') },
        results: { type: 'string', default: join(root, '.munova/load') },
      },
    })
    const size = sizes.find((each) => each === values.set)
    if (!size) throw new WrongCommand(`--set is one of ${sizes.join(', ')}`)
    const { only, again, out } = values
    return {
      size: size satisfies Size,
      only,
      again,
      out,
      fromResults: values['from-results'],
      folder: values.results,
    }
  } catch (error) {
    throw error instanceof WrongCommand
      ? error
      : new WrongCommand(error instanceof Error ? error.message : String(error))
  }
}
