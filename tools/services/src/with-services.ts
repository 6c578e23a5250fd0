import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { startBroker } from './rabbit/any-rabbit.ts'
import { messageOf } from './machine/failure.ts'
import { startPostgres } from './postgres/postgres.ts'
import { sendSignal } from './machine/process.ts'
import { makeScratch, type Scratch } from './scratch.ts'

/*
 * node with-services.ts COMMAND ARGUMENTS...
 * Runs the command with TEST_DATABASE_URL, TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL set to servers that live as
 * long as it does; those that are set already are used as they are. Ends with the command's exit code. Servers that
 * the command starts in TEST_DIRECTORY end with it too, even if their owner was killed.
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** A command that ignores the signal for so long is killed. */
const PATIENCE_MS = 30_000

const log = (line: string) => process.stderr.write(`services: ${line}\n`)
const [command, ...commandArguments] = process.argv.slice(2)
if (!command) {
  log('usage: node with-services.ts COMMAND ARGUMENTS...')
  process.exit(2)
}

let interruptedBy: NodeJS.Signals | undefined
let child: ChildProcess | undefined
let scratch: Scratch | undefined
let patience: NodeJS.Timeout | undefined
for (const signal of SIGNALS) {
  process.on(signal, () => {
    interruptedBy ??= signal
    if (!child) return
    signalChild(child, signal)
    patience ??= setTimeout(() => child && signalChild(child, 'SIGKILL'), PATIENCE_MS)
  })
}

const closers: (() => Promise<void>)[] = []
try {
  const env = await startServices()
  process.exitCode = interruptedBy ? 128 + constants.signals[interruptedBy] : await runCommand(command, env)
} catch (error) {
  log(messageOf(error))
  process.exitCode = 1
} finally {
  clearTimeout(patience)
  for (const close of closers.toReversed()) await close().catch((error: unknown) => log(String(error)))
  for (const signal of SIGNALS) process.removeAllListeners(signal)
}

/** The environment of the command. Both servers start at the same time; what started is stopped whatever happens. */
async function startServices(): Promise<NodeJS.ProcessEnv> {
  const made = await makeScratch(log)
  scratch = made
  closers.push(() => made.remove())
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_DIRECTORY: made.folder }

  const startDatabase = async () => {
    if (env['TEST_DATABASE_URL']) return
    const server = await startPostgres({ directory: made.postgres })
    closers.push(() => server.stop())
    env['TEST_DATABASE_URL'] = server.url
  }
  const startRabbit = async () => {
    if (env['TEST_AMQP_URL']) return
    const server = await startBroker({ directory: made.rabbit, log })
    // Nobody wants its data: no need to wait for an orderly end.
    closers.push(() => server.kill())
    env['TEST_AMQP_URL'] = server.url
    env['TEST_AMQP_MANAGEMENT_URL'] = server.managementUrl
  }
  const started = await Promise.allSettled([startDatabase(), startRabbit()])
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return env
}

/** Runs the command in a group of its own, so that a signal reaches everything it started, exactly once. */
async function runCommand(program: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = spawn(program, commandArguments, {
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  })
  child = started
  const ended = new Promise<number>((resolve, reject) => {
    started.once('error', (error) => reject(new Error(`${program} cannot be run: ${error.message}`)))
    started.once('exit', (exitCode, signal) =>
      resolve(exitCode ?? 128 + (signal ? constants.signals[signal] : 0)),
    )
  })
  if (started.pid) await scratch?.rememberCommand(started.pid).catch(() => undefined)
  const code = await ended
  child = undefined
  // What the command left running ends with it.
  signalChild(started, 'SIGKILL')
  return code
}

function signalChild(target: ChildProcess, signal: NodeJS.Signals): void {
  if (!target.pid) return
  if (process.platform === 'win32') target.kill(signal)
  else sendSignal(-target.pid, signal)
}
