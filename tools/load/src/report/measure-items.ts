import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CleanupStack } from '../runtime/cleanup.ts'
import type { Report, Result, Results } from './results.ts'
import type { Item } from './report-items.ts'

const program = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Bound of one run of an item; the longest one holds its connections for five minutes. */
const RUN_TIMEOUT_MS = 12 * 60_000
/** Time for its servers to stop. */
const STOP_TIMEOUT_MS = 60_000

/** Measures the items one after the other, each in its own process, so that a failure does not affect the others. */
export async function measureItems(
  cleanup: CleanupStack,
  items: readonly Item[],
  { results, log }: { results: Results; log: (line: string) => void },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-report-'))
  await cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  for (const [index, item] of items.entries()) {
    log(`${index + 1} of ${items.length}, ${item.id}: ${item.args.join(' ')}`)
    const result = await measureItem(cleanup, item, join(folder, `${item.id}.json`))
    await results.add(result)
    log(`${item.id}: ${results.problem(item.id) ?? 'done'}, ${result.seconds.toFixed(0)} s`)
  }
}

async function measureItem(cleanup: CleanupStack, { id, args, repeat }: Item, file: string): Promise<Result> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [program, ...args, '--repeat', String(repeat), '--json', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exited
    clearTimeout(timer)
  }
  await cleanup.defer(stop)
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)))
  const timeoutMs = repeat * RUN_TIMEOUT_MS
  const timer = setTimeout(() => void stop(), timeoutMs)
  const [code, signal] = await exited
  clearTimeout(timer)

  const seconds = (performance.now() - startedAt) / 1_000
  const report = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => undefined,
  )
  const last = output.trim().split('\n').at(-1) ?? ''
  return {
    id,
    args,
    finishedAt: new Date().toISOString(),
    seconds,
    ...(report ? { report } : { failure: `ended with ${code ?? signal}: ${last}` }),
  }
}
