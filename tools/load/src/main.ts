import { writeFile } from 'node:fs/promises'
import { CleanupStack } from './runtime/cleanup.ts'
import { type Command, helpText, readCommand, WrongCommand } from './scenario/command.ts'
import { loadAverage, readMachine } from './system/machine.ts'
import { topFunctions } from './output/profile.ts'
import { describeMachine, markdown, type Run, table, toJson } from './output/output.ts'
import { report, reportHelp } from './report/report.ts'
import { scenarios } from './scenarios/index.ts'

/*
 * node main.ts SCENARIO [--OPTION VALUE]...
 * The load tool: `help` lists the scenarios. Exits with 1 when a message was lost, doubled or out of order.
 */

const TOP_FUNCTIONS = 20

const cleanups = new Set<CleanupStack>()
const interrupted = new Promise<never>((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => reject(new Error(`interrupted by ${signal}`)))
  }
  // The reader of the output has exited; the servers must be stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', reject)
})
interrupted.catch(() => {})

try {
  const args = process.argv.slice(2)
  if (args[0] === 'report') await Promise.race([runReport(args.slice(1)), interrupted])
  else {
    const command = readCommand(scenarios, args)
    if (command) process.exitCode = await Promise.race([runAll(command), interrupted])
    else console.log(`${helpText(scenarios)}\n\n${reportHelp}`)
  }
} catch (error) {
  process.exitCode = error instanceof WrongCommand ? 2 : 1
  console.error(error instanceof Error ? error.message : error)
} finally {
  for (const cleanup of cleanups) await cleanup.run().catch(failed)
}

/** The reader of the output may be gone: nothing is thrown for it. */
function failed(error: unknown): void {
  process.exitCode ||= 1
  console.error(error instanceof Error ? error.message : error)
}

async function runReport(args: string[]): Promise<void> {
  const cleanup = new CleanupStack()
  cleanups.add(cleanup)
  await report(cleanup, args)
}

async function runAll(command: Command): Promise<number> {
  const machine = readMachine()
  console.log(describeMachine(machine))
  const runs: Run[] = []
  for (let n = 1; n <= command.repeat; n++) runs.push(await runOnce(command, n))

  console.log(`\n${runs[0]!.durability}\n\n${table(runs)}\n`)
  for (const { notes, problems, tables = [] } of runs) {
    for (const each of tables) console.log(`${markdown(each)}\n`)
    for (const note of notes) console.log(`note: ${note}`)
    for (const problem of problems) console.log(`FAILED: ${problem}`)
  }
  if (command.profile !== undefined) await printProfile(command.profile, runs.at(-1)!)
  const { scenario, values: options, json } = command
  if (json !== undefined) await writeFile(json, toJson({ scenario: scenario.name, options, machine, runs }))
  return runs.some(({ problems }) => problems.length > 0) ? 1 : 0
}

async function runOnce({ scenario, values, profile, repeat }: Command, n: number): Promise<Run> {
  const startedAt = new Date().toISOString()
  const load = loadAverage()
  const label = repeat === 1 ? scenario.name : `${scenario.name} ${n}/${repeat}`
  const log = (line: string) => console.error(`${label}: ${line}`)
  log(`load average of the last minute ${load.toFixed(2)}`)
  const cleanup = new CleanupStack()
  cleanups.add(cleanup)
  try {
    return { startedAt, loadAverage: load, ...(await scenario.run({ cleanup, profile, log }, values)) }
  } finally {
    await cleanup.run()
    cleanups.delete(cleanup)
  }
}

async function printProfile(folder: string, { window }: Run): Promise<void> {
  console.log('\nself time of the server in the last run, idle time excluded; profiling itself has a cost')
  for (const { share, name } of await topFunctions(folder, { ...window, count: TOP_FUNCTIONS })) {
    console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`)
  }
}
